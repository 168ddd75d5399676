"""The workflows of the figures: which steps each may take, and who may take them."""
