"""Somebody who has nothing but the page: an empty folder, a shell, and `monitor` on the path."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from monitor.cli import main
from tests.docs.pages import Block, Step, agrees, blocks, steps
from tests.servers.ports import free_port

ROOT = Path(__file__).parents[2]
PORT = "8765"
"""The port that pages name; every run takes one that is free instead."""

_SHELL = re.compile(r"[|<>&;$`*]")
_SETTING = re.compile(r"export (\w+)=(\S+)")


class Stranger:
    """Follows one page, in `folder`."""

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self._folder = folder
        self._port = port or free_port()
        self._background: list[subprocess.Popen[bytes]] = []
        programs = folder / ".programs"
        programs.mkdir(exist_ok=True)
        monitor = programs / "monitor"
        monitor.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m monitor "$@"\n', encoding="utf-8")
        monitor.chmod(0o755)
        self._environ = {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "COLUMNS": "100",
            "LANG": "C.UTF-8",
            "USER": "olena",
            "LOGNAME": "olena",
        }

    def read(self, page: Path) -> None:
        """Do what a page says, from its beginning to its end."""
        try:
            for block in blocks(page):
                if block.file is not None:
                    self._write(block)
                elif block.language == "console":
                    self._follow(block)
        finally:
            while self._background:
                process = self._background.pop()
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(timeout=60)

    def again(self, folder: Path) -> Stranger:
        """Somebody in a copy of the folder as it is now, with the same settings and the practice feeds served."""
        shutil.copytree(self._folder, folder)
        other = Stranger(folder, port=self._port)
        other._environ.update({name: text for name, text in self._environ.items() if name.startswith("MONITOR_")})
        other._begin(f"python3 -m http.server {self._port} --bind 127.0.0.1 --directory practice")
        return other

    def _write(self, block: Block) -> None:
        assert block.file is not None
        path = self._folder / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._here(block.text), encoding="utf-8")

    def _follow(self, block: Block) -> None:
        for step in steps(block):
            self._take(step)

    def _take(self, step: Step) -> None:
        command = self._here(step.command)
        if setting := _SETTING.fullmatch(command):
            self._environ[setting[1]] = setting[2]
            return
        if command.endswith(" &"):
            self._begin(command.removesuffix(" &"))
            return
        if command == "wait":
            self._background.pop().wait(timeout=120)
            return
        code, out, err = self._call(command)
        shown = f"line {step.line}: $ {command}\nexit code {code}\n{out}{err}"
        assert code == step.exit_code, shown
        if step.printed is not None:
            assert agrees(self._here(step.printed), out or err), f"{shown}\nThe page says:\n{step.printed}"

    def _here(self, text: str) -> str:
        last = str(self._background[-1].pid) if self._background else "$!"
        return text.replace(PORT, str(self._port)).replace("$!", last)

    def _call(self, command: str) -> tuple[int, str, str]:
        words = shlex.split(command)
        if words[0] == "monitor" and words[1] != "run" and not _SHELL.search(command):
            return self._in_process(words)
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self._folder,
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def _in_process(self, words: list[str]) -> tuple[int, str, str]:
        """Call a command without a process of its own: a start takes longer than most of them work."""
        out, err = io.StringIO(), io.StringIO()
        with (
            chdir(self._folder),
            mock.patch.dict(os.environ, self._environ, clear=True),
            mock.patch.object(sys, "argv", words),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                main()
                code = 0
            except SystemExit as ending:
                code = int(ending.code or 0)
        return code, out.getvalue(), err.getvalue()

    def _begin(self, command: str) -> None:
        """Start what runs beside; a server must answer before the next line is typed."""
        process = subprocess.Popen(
            ["sh", "-c", f"exec {command}"],
            cwd=self._folder,
            env=self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._background.append(process)
        if str(self._port) in command:
            _wait_for(self._port, process)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers at port {port}")
