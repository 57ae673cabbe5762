"""A hub on this machine: one repository, served as huggingface_hub asks for it, with faults where a test wants them."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789" * 4
LARGE = (".safetensors", ".bin", ".pt")
"""Files with these endings are kept as large ones, under the SHA-256 of their content."""


class Repository(ThreadingHTTPServer):
    """The files of ``folder`` under the name ``name``. ``cut``: a file whose answers end before that byte."""

    daemon_threads = True

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder, self.name = folder, name
        self.cut: tuple[str, int] | None = None
        self.served: list[tuple[str, int]] = []
        """File and first byte of every answer with content."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def tree(self) -> list[dict[str, object]]:
        """What the hub says of every file."""
        return [self._entry(path) for path in sorted(self.folder.rglob("*")) if path.is_file()]

    def _entry(self, path: Path) -> dict[str, object]:
        entry: dict[str, object] = {
            "type": "file", "path": path.relative_to(self.folder).as_posix(), "size": path.stat().st_size,
            "oid": hashlib.sha1(path.read_bytes()).hexdigest(),
        }  # fmt: skip
        if path.suffix in LARGE:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            entry["lfs"] = {"oid": digest, "size": path.stat().st_size, "pointerSize": 134}
        return entry


class _Handler(BaseHTTPRequestHandler):
    server: Repository
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        name = self.server.name
        if path.startswith(f"/api/models/{name}/tree/"):
            self._json(self.server.tree())
        elif path.startswith(f"/api/models/{name}"):
            siblings = [{"rfilename": entry["path"]} for entry in self.server.tree()]
            self._json({"id": name, "modelId": name, "sha": COMMIT, "siblings": siblings, "private": False})
        elif path.startswith(f"/{name}/resolve/"):
            self._file(path.removeprefix(f"/{name}/resolve/").partition("/")[2])
        else:
            self.send_error(404)

    def _json(self, values: object) -> None:
        body = json.dumps(values).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _file(self, name: str) -> None:
        entry = next(entry for entry in self.server.tree() if entry["path"] == name)
        body = (self.server.folder / name).read_bytes()
        large = entry.get("lfs")
        etag = large["oid"] if isinstance(large, dict) else entry["oid"]
        start = 0
        asked = self.headers.get("Range")
        if asked is not None:
            start = int(asked.removeprefix("bytes=").split("-")[0])
        self.send_response(200 if asked is None else 206)
        self.send_header("ETag", f'"{etag}"')
        self.send_header("X-Repo-Commit", COMMIT)
        if asked is not None:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.server.served.append((name, start))
        cut = self.server.cut
        if cut is not None and cut[0] == name and start < cut[1]:
            self.wfile.write(body[start : cut[1]])
            self.close_connection = True
            return
        self.wfile.write(body[start:])

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@contextmanager
def serving(folder: Path, name: str) -> Iterator[Repository]:
    """The repository, answering until the context ends."""
    server = Repository(folder, name)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
