"""The whole way of new keys, by the operator's commands, while the app's own client talks to the registry."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from stillmark.registries.takedown import TakedownConnector
from stillmark.services.connect import RegistryDirectory
from stillmark.services.versions import SeenVersions
from support.person import NetworkPerson, post
from support.registry import RegistryProcess
from support.world import item, pdq
from takedown_protocol import app_side
from takedown_registry.cli import run


def test_new_keys_are_signed_elsewhere_and_nobody_is_cut_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, root = str(tmp_path / "data"), tmp_path / "stick" / "root.json"
    root.parent.mkdir()
    request, signed = str(tmp_path / "request.json"), str(tmp_path / "signed.json")

    def command(*words: str) -> int:
        return run([*words, "--json"])

    def printed() -> list[dict[str, object]]:
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert command("init", "--data", data, "--root-key", str(Path(data) / "root.json")) == 1
    assert not Path(data).exists()
    assert command("init", "--data", data, "--root-key", str(root)) == 0
    assert root.stat().st_mode & 0o777 == 0o600
    seed = json.loads(root.read_text())["seed"]
    assert not [
        path for path in Path(data).rglob("*") if path.is_file() and seed.encode() in path.read_bytes()
    ]
    registry = RegistryProcess(Path(data))
    try:
        connect = RegistryDirectory(TakedownConnector(), versions=(versions := SeenVersions()))
        assert connect.connect(registry.address).descriptor.version == 1
        cached = NetworkPerson(registry.url, registry.root_key_id)
        on_the_way = cached.prepare(item(1, pdq(1)))
        sealed = cached.sealed(on_the_way)

        capsys.readouterr()
        assert command("keys", "rotate", "--data", data) == 0
        assert "keys install" in capsys.readouterr().err
        assert connect.connect(registry.address).descriptor.version == 1, "not without the root key"
        assert command("keys", "request", "--data", data, "--out", request) == 0
        wrong = root.with_name("wrong.json")
        wrong.write_text(json.dumps({"seed": "07" * 32}))
        assert command("keys", "sign", "--root-key", str(wrong), "--request", request, "--out", signed) == 1
        assert not Path(signed).exists()
        assert command("keys", "install", request, "--data", data) == 1
        assert command("keys", "sign", "--root-key", str(root), "--request", request, "--out", signed) == 0
        assert command("keys", "install", signed, "--data", data) == 0
        assert command("keys", "install", signed, "--data", data) == 1, "only forward"

        new = connect.connect(registry.address).descriptor
        assert (new.version, versions.lowest(registry.root_key_id)) == (2, 2)
        now = int(time.time())
        assert new.current_sealing_key(now) != cached.descriptor.current_sealing_key(now)
        assert new.current_sealing_key(now).public not in {k.public for k in cached.descriptor.sealing_keys}
        answer = app_side.open_answer(on_the_way, cached.descriptor, post(registry.url, sealed).content)
        assert isinstance(answer, app_side.VerifiedReceipt), "sealed under the old key"
        assert app_side.verify_receipt(answer.document, new)
        assert cached.submit(item(2, pdq(2))).items[0].accepted == 1, "the old description still serves"
        assert NetworkPerson(registry.url, registry.root_key_id).submit(item(3, pdq(3))).items

        capsys.readouterr()
        assert command("keys", "show", "--data", data) == 0
        shown = printed()
        assert [(key.get("key"), key.get("state")) for key in shown[1:-1]] == [
            ("sealing", "in use"),
            ("sealing", "in use"),
            ("reply", "in use"),
            ("reply", "next"),
        ]
        assert (shown[0]["here"], shown[-1]["description"], shown[-1]["current"]) == (False, 2, True)
    finally:
        registry.stop()
