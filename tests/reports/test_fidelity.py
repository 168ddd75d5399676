"""What this software prints, held against what the ward published, character by character."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ORACLE = Path(__file__).parents[1] / "oracle" / "report_fidelity.py"


def check(number, rendering):
    return subprocess.run([sys.executable, ORACLE, str(number), rendering], capture_output=True, text=True)


@pytest.mark.parametrize("number", [361, 362])
def test_report_prints_what_was_published(setagaya, tmp_path, number):
    rendering = tmp_path / "report.html"
    call_command("render_report", number, output=rendering, verbosity=0)
    answer = check(number, rendering)
    assert answer.returncode == 0, answer.stdout
    # The publication forgot one colon after 月～金.
    assert f"missing 0  surplus {1 if number == 361 else 0}" in answer.stdout, answer.stdout


def test_fidelity_check_fails_for_a_wrong_figure(setagaya, tmp_path):
    rendering = tmp_path / "report.html"
    call_command("render_report", 361, output=rendering, verbosity=0)
    html = rendering.read_text(encoding="utf-8")
    rendering.write_text(html.replace("１３，６３０", "１３，６３１"), encoding="utf-8")
    assert "１３，６３０" in html
    assert re.search(r"missing [1-9]", check(361, rendering).stdout)


@pytest.mark.parametrize("number", [361, 362])
def test_report_as_text_and_as_html_say_the_same(setagaya, tmp_path, number):
    for name in ("html", "text"):
        call_command("render_report", number, format=name, output=tmp_path / f"report.{name}", verbosity=0)
    (tmp_path / "report.text").rename(tmp_path / "report.txt")
    html, text = check(number, tmp_path / "report.html"), check(number, tmp_path / "report.txt")
    assert text.stdout.splitlines()[-1] == html.stdout.splitlines()[-1]
