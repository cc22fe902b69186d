"""The command line: help, exit codes, a busy port, a doctor who says what to do."""

from __future__ import annotations

import json
import socket
from datetime import date

import pytest
from django.test import override_settings

from romduol.config import ports
from romduol.config.checkup import Level, check_release, judge_release, untranslated
from romduol.config.cli import command_names, find_command, main


@pytest.mark.parametrize("name", command_names())
def test_every_command_has_help_and_examples(name, capsys):
    with pytest.raises(SystemExit) as stop:
        main([name, "--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert "examples:" in shown
    assert f"romduol {name}" in find_command(name).EXAMPLES


def test_an_unknown_command_is_misuse(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["rescue"])
    assert stop.value.code == 2


@pytest.fixture
def busy_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_busy_port_is_named_before_anything_is_done(busy_port, capsys):
    assert main(["serve", "--prepare", "--port", str(busy_port)]) == 2
    told = capsys.readouterr().err
    assert f"Port {busy_port} is busy" in told
    assert f"make run PORT={busy_port + 1}" in told


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "", "៨០០០"])
def test_what_is_not_a_port_is_named(text):
    with pytest.raises(ports.PortProblem, match="is not a port"):
        ports.port_from(text)


@pytest.mark.django_db
def test_the_doctor_says_what_to_do(capsys):
    assert main(["doctor", "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)
    assert all(finding["cure"] for finding in findings if finding["level"] != "ok")
    assert ("brotli works", "ok", "") in [(found["what"], found["level"], found["cure"]) for found in findings]


@pytest.mark.parametrize(("last_day", "level"), [(9, Level.FAIL), (10, Level.WARN), (17, Level.WARN), (18, Level.OK)])
def test_a_release_is_judged_by_its_last_day(last_day, level):
    assert judge_release("kh-2030-01-01-7", date(2030, 1, last_day), date(2030, 1, 10)).level == level


def test_no_release_is_a_failure_with_its_cure(tmp_path):
    with override_settings(RELEASES=tmp_path):
        assert check_release().cure == "romduol publish"


def test_a_release_that_cannot_be_read_is_a_failure(tmp_path):
    (tmp_path / "current").write_text("7\n")
    with override_settings(RELEASES=tmp_path):
        assert check_release().level == Level.FAIL


def test_a_catalogue_with_a_gap_is_found(tmp_path):
    catalogue = tmp_path / "django.po"
    catalogue.write_text('msgid "Call"\nmsgstr "ហៅ"\n\nmsgid "Leave"\nmsgstr ""\n', encoding="utf-8")
    assert untranslated(catalogue) == ["Leave"]
