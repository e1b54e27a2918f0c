"""A certificate for servers on this machine, made anew for each run: no key lies in the repository."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate for localhost and 127.0.0.1 that is its own authority."""

    file: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Return the context of a server that shows this certificate."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.file, self.key)
        return context


def make(folder: Path, *, days: int = 2) -> Certificate:
    """Make a certificate in `folder` with the openssl command, which is good for `days` from now on."""
    made = _named(folder)
    _openssl("req", "-x509", *_KEY, "-keyout", str(made.key), "-out", str(made.file), "-days", str(days), *_SUBJECT)
    return made


def make_expired(folder: Path) -> Certificate:
    """Make one that ended long ago. Only the command for authorities takes dates in every version of openssl."""
    made, request, settings = _named(folder), folder / "request.pem", folder / "authority.cnf"
    (folder / "index.txt").write_text("")
    (folder / "serial.txt").write_text("01\n")
    settings.write_text(_AUTHORITY.format(folder=folder))
    authority = ("-addext", "basicConstraints=critical,CA:TRUE")
    _openssl("req", "-new", *_KEY, "-keyout", str(made.key), "-out", str(request), *_SUBJECT, *authority)
    dates = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
    signed = ["-selfsign", "-in", str(request), "-keyfile", str(made.key), "-out", str(made.file)]
    _openssl("ca", "-batch", "-notext", "-config", str(settings), *dates, *signed)
    return made


_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
_SUBJECT = (
    "-subj", "/CN=localhost",
    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
    "-addext", "keyUsage=critical,digitalSignature,keyCertSign",
)  # fmt: skip
_AUTHORITY = """\
[ca]
default_ca = own
[own]
database = {folder}/index.txt
serial = {folder}/serial.txt
new_certs_dir = {folder}
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


def _named(folder: Path) -> Certificate:
    return Certificate(file=folder / "localhost.pem", key=folder / "localhost.key")


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
