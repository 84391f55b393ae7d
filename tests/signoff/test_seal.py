"""A sign-off that was signed: whoever changes anything afterwards is found out."""

import json
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from countersign.errors import UserError
from countersign.history.remembered import Remembered
from countersign.results.record import Outcome
from countersign.signoff.command import Facts, approved, sign_off, verified
from countersign.signoff.dossier import NoPast
from countersign.signoff.publish import ENVELOPE, JSON, withdraw
from countersign.signoff.signing import SIGNING_KEY, VERIFY_KEY, signing_key, verify_key

from .records import Story


@pytest.fixture(autouse=True)
def _an_empty_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def pem(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def reports(tmp_path: Path, key: Ed25519PrivateKey) -> Path:
    """A record that was approved and signed off."""
    folder = Story().write(tmp_path / "reports")
    approved(folder, "Amira Haddad", "QA", "Looked at all of it.")
    assert sign_off(folder, Facts(), NoPast(), {SIGNING_KEY: pem(key)}) == 0
    return folder


def test_what_was_not_changed_holds(
    reports: Path, key: Ed25519PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 0
    assert "Nothing was changed since it was signed." in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["run.jsonl", "signoff.json", "signoff.html", "index.html", "living/index.html"]
)
def test_a_byte_that_was_changed_is_found(
    reports: Path, key: Ed25519PrivateKey, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = reports / name
    path.write_bytes(path.read_bytes().replace(b"passed", b"failed", 1) + b" ")
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1
    assert f"✗ {name} was changed after it was signed off" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["run.jsonl", "signoff.html", "index.html", "living/index.html"])
def test_a_file_that_is_gone_is_found(
    reports: Path, key: Ed25519PrivateKey, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (reports / name).unlink()
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1
    assert f"✗ {name} is gone" in capsys.readouterr().out


def test_an_approval_that_was_taken_back_is_found(reports: Path, key: Ed25519PrivateKey) -> None:
    (reports / "approvals.jsonl").write_text("")
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1


def test_a_statement_that_was_signed_by_somebody_else_proves_nothing(
    reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Ed25519PrivateKey.generate()
    assert verified(reports, {VERIFY_KEY: public_pem(other)}) == 1
    assert "nobody has signed it with the key" in capsys.readouterr().out


def test_a_verdict_that_was_changed_within_the_envelope_is_found(
    reports: Path, key: Ed25519PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    envelope = json.loads((reports / ENVELOPE).read_text())
    payload = envelope["payload"]
    envelope["payload"] = ("B" if payload[40] == "A" else "A").join([payload[:40], payload[41:]])
    (reports / ENVELOPE).write_text(json.dumps(envelope))
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1
    assert "the signature does not fit" in capsys.readouterr().out


def test_without_a_key_nobody_can_say(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(reports, {}) == 2
    assert "there is no key to verify it with" in capsys.readouterr().out


def test_an_unsigned_sign_off_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Story().write(tmp_path / "reports")
    sign_off(folder, Facts(), NoPast(), {})
    assert "Sign-off (unsigned)" in capsys.readouterr().out
    assert "Unsigned" in (folder / "signoff.html").read_text()
    assert verified(folder, {}) == 2
    assert not (folder / ENVELOPE).exists()


@pytest.mark.parametrize("name", ["run.jsonl", "signoff.html", "index.html", "living/index.html"])
def test_a_page_of_an_unsigned_sign_off_is_looked_at_too(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Story([Outcome.FAILED]).write(tmp_path / "reports")
    sign_off(folder, Facts(), NoPast(), {})
    assert verified(folder, {}) == 2
    told = capsys.readouterr().out
    assert f"✓ {name} is as it was signed off" in told
    assert "whoever could write here could have made all of them anew" in told
    page = (folder / name).read_text()
    (folder / name).write_text(page.replace("NO-GO", "GO").replace("failed", "passed"))
    assert verified(folder, {}) == 1
    assert f"✗ {name} was changed after it was signed off" in capsys.readouterr().out


def test_a_signature_that_was_taken_away_is_found(
    reports: Path, key: Ed25519PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_off(reports, Facts(), NoPast(), {})  # made anew without a key
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1
    assert "✗ there is no signoff.intoto.json, though a key was given" in capsys.readouterr().out


def test_a_verdict_that_its_own_gates_deny_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Story([Outcome.FAILED]).write(tmp_path / "reports")
    sign_off(folder, Facts(), NoPast(), {})
    said = json.loads((folder / JSON).read_text())
    (folder / JSON).write_text(json.dumps(said | {"verdict": "GO"}))
    assert verified(folder, {}) == 1
    assert "✗ signoff.json says GO, and its own gates come to NO-GO" in capsys.readouterr().out


def test_what_a_sign_off_does_not_list_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Story().write(tmp_path / "reports")
    sign_off(folder, Facts(), NoPast(), {})
    said = json.loads((folder / JSON).read_text())
    (folder / JSON).write_text(json.dumps(said | {"evidence": []}))
    assert verified(folder, {}) == 1
    told = capsys.readouterr().out
    assert "✗ signoff.json does not say of which record it is" in told
    assert "? index.html is not among what signoff.json lists" in told


def test_an_envelope_that_is_none_is_told(
    reports: Path, key: Ed25519PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    envelope = json.loads((reports / ENVELOPE).read_text())
    payload, signature = envelope["payload"], envelope["signatures"][0]
    deep = "[" * 100_000 + "]" * 100_000
    for broken in (
        json.dumps(envelope | {"payload": "ü" + payload}),
        json.dumps(envelope | {"signatures": [signature | {"sig": "ß"}]}),
        json.dumps(envelope | {"payload": ""}),
        json.dumps(envelope)[:-1] + f', "more": {deep}}}',
        "",
    ):
        (reports / ENVELOPE).write_text(broken)
        assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1
        assert "✗ signoff.intoto.json: " in capsys.readouterr().out
    (reports / ENVELOPE).write_bytes(b'{"payload": "\xff"}')
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1
    (reports / ENVELOPE).unlink()
    (reports / ENVELOPE).mkdir()
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1
    assert "✗ signoff.intoto.json can't be read (Is a directory)" in capsys.readouterr().out
    with pytest.raises(UserError, match="former sign-off and can't be taken away"):
        sign_off(reports, Facts(), NoPast(), {})


@pytest.mark.parametrize("name", ["x" * 5000, "nul\x00", "..", ""])
def test_a_name_that_leads_to_no_file_is_told(tmp_path: Path, name: str) -> None:
    folder = Story().write(tmp_path / "reports")
    sign_off(folder, Facts(), NoPast(), {})
    said = json.loads((folder / JSON).read_text())
    said["evidence"].append({"path": name, "sha256": "", "bytes": 10**30})
    (folder / JSON).write_text(json.dumps(said))
    assert verified(folder, {}) == 1


def test_an_envelope_of_an_earlier_sign_off_does_not_stay(reports: Path) -> None:
    sign_off(reports, Facts(), NoPast(), {})
    assert not (reports / ENVELOPE).exists()


def test_keys_come_from_a_variable_or_a_file(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    path = tmp_path / "key.pem"
    path.write_text(pem(key))
    path.chmod(0o600)
    for given in (str(path), pem(key), pem(key).replace("\n", "\\n")):
        found = signing_key({SIGNING_KEY: given})
        assert found is not None
        assert found.private_bytes_raw() == key.private_bytes_raw()
    own = verify_key({SIGNING_KEY: pem(key)})
    assert own is not None
    assert own.public_bytes_raw() == key.public_key().public_bytes_raw()
    assert signing_key({}) is None


def test_keys_that_are_none_are_named(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "empty").write_text("")
    for given in (other.decode(), str(tmp_path / "nowhere"), str(tmp_path / "empty"), "-----BEGIN nonsense"):
        with pytest.raises(UserError, match=SIGNING_KEY):
            signing_key({SIGNING_KEY: given})
        with pytest.raises(UserError, match=VERIFY_KEY):
            verify_key({VERIFY_KEY: given})


def test_a_private_key_that_others_may_read_is_refused(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    path = tmp_path / "the key.pem"
    path.write_text(pem(key))
    for mode in (0o644, 0o640, 0o604):
        path.chmod(mode)
        with pytest.raises(
            UserError, match=rf"open to others \(mode {mode:04o}\).*chmod 600 '/.*/the key.pem'"
        ):
            signing_key({SIGNING_KEY: f"{path}"})
    path.write_text(public_pem(key))  # which anybody may know
    assert verify_key({VERIFY_KEY: f"{path}"}) is not None


@pytest.mark.parametrize("given", ["~nobody-of-this-name/key.pem", ".", "x" * 5000])
def test_a_key_that_is_nowhere_is_one_sentence(given: str) -> None:
    with pytest.raises(UserError, match=f"^{SIGNING_KEY} is neither a PEM text nor the path"):
        signing_key({SIGNING_KEY: given})
    with pytest.raises(UserError, match=f"^{VERIFY_KEY} is neither a PEM text nor the path"):
        verify_key({VERIFY_KEY: given})


def test_a_secret_key_never_reaches_a_disk(reports: Path, key: Ed25519PrivateKey) -> None:
    secret = pem(key).splitlines()[1]
    assert not any(
        secret in path.read_text(errors="replace") for path in reports.rglob("*") if path.is_file()
    )


def test_a_sign_off_that_was_changed_by_hand_is_named(tmp_path: Path) -> None:
    folder = Story().write(tmp_path / "reports")
    sign_off(folder, Facts(), NoPast(), {})
    (folder / JSON).write_bytes(msgspec.json.encode({"verdict": "GO"}))
    with pytest.raises(UserError, match="changed by hand"):
        verified(folder, {})
    (folder / JSON).write_text("[" * 100_000)
    with pytest.raises(UserError, match="changed by hand"):
        verified(folder, {})


def test_a_sign_off_that_is_withdrawn_leaves_no_verdict(reports: Path) -> None:
    withdraw(reports)
    left = sorted(path.relative_to(reports).as_posix() for path in reports.rglob("*") if path.is_file())
    assert left == ["approvals.jsonl", "living/index.html", "run.jsonl"]
    withdraw(reports)  # there is nothing to take away
    withdraw(reports / "nowhere")


def test_a_page_of_somebody_else_is_not_taken_away(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>My own</h1>")
    withdraw(tmp_path)
    assert (tmp_path / "index.html").read_text() == "<h1>My own</h1>"


def test_a_history_that_is_not_there_knows_nothing(tmp_path: Path) -> None:
    past = Remembered(f"sqlite:///{tmp_path}/none.db")
    assert past.runs("staging") == []
    assert (past.since("staging"), past.percentiles("staging", 5)) == ({}, {})
