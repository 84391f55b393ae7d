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
from countersign.signoff.command import Facts, approved, sign_off, verified
from countersign.signoff.dossier import NoPast
from countersign.signoff.publish import ENVELOPE, JSON
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


@pytest.mark.parametrize("name", ["run.jsonl", "signoff.json", "signoff.html", "living/index.html"])
def test_a_byte_that_was_changed_is_found(
    reports: Path, key: Ed25519PrivateKey, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = reports / name
    path.write_bytes(path.read_bytes().replace(b"passed", b"failed", 1) + b" ")
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1
    assert f"✗ {name} was changed after it was signed off" in capsys.readouterr().out


def test_a_file_that_is_gone_is_found(reports: Path, key: Ed25519PrivateKey) -> None:
    (reports / "living" / "index.html").unlink()
    assert verified(reports, {VERIFY_KEY: public_pem(key)}) == 1


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


def test_an_envelope_of_an_earlier_sign_off_does_not_stay(reports: Path) -> None:
    sign_off(reports, Facts(), NoPast(), {})
    assert not (reports / ENVELOPE).exists()


def test_keys_come_from_a_variable_or_a_file(tmp_path: Path, key: Ed25519PrivateKey) -> None:
    path = tmp_path / "key.pem"
    path.write_text(pem(key))
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


def test_a_history_that_is_not_there_knows_nothing(tmp_path: Path) -> None:
    past = Remembered(f"sqlite:///{tmp_path}/none.db")
    assert (past.runs("staging", 0.0), past.first_run("staging")) == ([], None)
    assert (past.since("staging"), past.percentiles("staging", 5)) == ({}, {})
