"""The states of each workflow and the arrows between them: one table a file, read by all else."""
