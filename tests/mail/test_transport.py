"""A message as a real SMTP server receives it, over each kind of connection."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lms.mail.operations import Claimed
from lms.mail.transport import Cause, NotDelivered
from tests.support import postmen
from tools.server import HOST

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
LONG_ADDRESS = "https://etoffe.example/desabonner/" + "a" * 300


def claimed(**changes) -> Claimed:
    given = {
        "id": 1,
        "message_id": "0123456789abcdef" * 2,
        "purpose": "essai",
        "recipient": "amina@etoffe.example",
        "subject": "Votre délégation, d’élue à élue",
        "text": "Première ligne.\n.\nUne ligne à « guillemets ».\n",
        "html": "<p>Première ligne.</p>",
        "unsubscribe": "",
        "calendar": "",
        "created_at": AT,
        "tries": 1,
        "until": AT + timedelta(minutes=5),
    }
    return Claimed(**(given | changes))


def deliver(relay, *messages: Claimed) -> None:
    with relay.line() as line:
        for message in messages:
            line.deliver(message)


def refusal(relay, message: Claimed) -> NotDelivered:
    with pytest.raises(NotDelivered) as found:
        deliver(relay, message)
    return found.value


@pytest.fixture
def postman():
    with postmen.postman() as made:
        yield made


def test_text_comes_first_and_headers_say_who_writes(postman) -> None:
    deliver(postman.relay(), claimed(unsubscribe=LONG_ADDRESS))
    (received,) = postman.received
    message = received.message
    assert message["Message-ID"] == f"<{'0123456789abcdef' * 2}@etoffe.example>"
    assert message["From"] == f"Étoffe <{postmen.SENDER}>"
    assert (message["To"], received.recipient) == ("amina@etoffe.example", "amina@etoffe.example")
    assert message["Subject"] == "Votre délégation, d’élue à élue"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert f"List-Unsubscribe: <{LONG_ADDRESS}>\r\n".encode() in received.raw
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == claimed().text
    assert html.get_content().strip() == claimed().html
    assert received.raw.isascii()
    assert max(map(len, received.raw.split(b"\r\n"))) < 998


def test_one_connection_carries_several_messages(postman) -> None:
    deliver(postman.relay(), *(claimed(message_id=f"{n:032}") for n in range(5)))
    assert (len(postman.received), postman.spoken_to) == (5, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Bonjour\r\nBcc: claire@etoffe.example"},
        {"subject": "Bonjour\nBcc: claire@etoffe.example"},
        {"recipient": "amina@etoffe.example\r\nRCPT TO:<claire@etoffe.example>"},
        {"recipient": "amina@etoffe.example\nBcc: claire@etoffe.example"},
        {"recipient": "amina@etoffe.example>, <claire@etoffe.example"},
        {"unsubscribe": "https://etoffe.example/\r\nBcc: claire@etoffe.example"},
        {"message_id": "a\r\nBcc: claire@etoffe.example"},
        {"recipient": "amina@" + "é" * 80 + ".example"},
    ],
)
def test_a_forged_row_is_given_up_and_the_server_never_hears_of_it(postman, changes: dict[str, str]) -> None:
    """Letters are checked when they are written; a row that got in otherwise still forges nothing."""
    assert refusal(postman.relay(), claimed(**changes)).cause is Cause.NEVER
    assert (postman.received, postman.spoken_to) == ([], 0)


def test_a_text_cannot_end_the_message_early(postman) -> None:
    text = (
        "Avant.\r\n.\r\nMAIL FROM:<faux@etoffe.example>\r\nRCPT TO:<claire@etoffe.example>\r\nDATA\r\nBcc: x\r\n.\r\n"
    )
    deliver(postman.relay(), claimed(text=text))
    (received,) = postman.received
    assert received.recipient == "amina@etoffe.example"
    assert "DATA" in next(received.message.iter_parts()).get_content()


def test_a_calendar_goes_with_the_letter_as_it_is(postman) -> None:
    file = "BEGIN:VCALENDAR\r\nSUMMARY:Réunion à Die\r\nEND:VCALENDAR\r\n"
    deliver(postman.relay(), claimed(calendar=file))
    (joined,) = postman.received[0].message.iter_attachments()
    assert (joined.get_content_type(), joined.get_param("method")) == ("text/calendar", "PUBLISH")
    assert joined.get_filename() == "session.ics"
    assert joined.get_payload(decode=True).decode().replace("\r\n", "\n") == file.replace("\r\n", "\n")


def test_a_domain_with_accents_travels_in_ascii(postman) -> None:
    deliver(postman.relay(), claimed(recipient="mairie@château.example"))
    assert postman.received[0].recipient == "mairie@xn--chteau-xta.example"


def test_an_international_address_needs_a_server_that_knows_them() -> None:
    message = claimed(recipient="élise@etoffe.example")
    with postmen.postman(enable_SMTPUTF8=False) as old:
        found = refusal(old.relay(), message)
        assert (found.cause, found.reason) == (Cause.NEVER, "SMTPUTF8")
    with postmen.postman(enable_SMTPUTF8=True) as new:
        deliver(new.relay(), message)
        assert new.received[0].recipient == "élise@etoffe.example"
        assert new.received[0].message["To"] == "élise@etoffe.example"


@pytest.mark.parametrize(
    ("reply", "cause"),
    [("450 Plus tard", Cause.LATER), ("550 Inconnu", Cause.NEVER), ("421 Je ferme", Cause.RELAY)],
)
@pytest.mark.parametrize("moment", ["replies", "content_replies"])
def test_a_refusal_says_what_to_do_next(postman, moment: str, reply: str, cause: Cause) -> None:
    getattr(postman, moment)["amina@etoffe.example"] = [reply]
    found = refusal(postman.relay(), claimed())
    assert found.cause is cause
    assert found.reason.split()[-1] == reply[:3]
    assert "amina" not in str(found)


def test_a_refusal_does_not_harm_the_next_message(postman) -> None:
    postman.replies["amina@etoffe.example"] = ["550 Inconnue"]
    with postman.relay().line() as line:
        with pytest.raises(NotDelivered):
            line.deliver(claimed())
        line.deliver(claimed(recipient="bruno@etoffe.example"))
    assert [one.recipient for one in postman.received] == ["bruno@etoffe.example"]
    assert postman.spoken_to == 1


def test_a_server_that_is_away_silent_or_cut_is_the_fault_of_the_relay(postman) -> None:
    postman.drops["amina@etoffe.example"] = 1
    assert refusal(postman.relay(), claimed()).cause is Cause.RELAY
    postman.delay = 5
    assert refusal(postman.relay(reply_seconds=0.1), claimed()).cause is Cause.RELAY
    postman.shut()
    found = refusal(postman.relay(), claimed())
    assert (found.cause, found.reason) == (Cause.RELAY, "ConnectionRefusedError")


# Encryption


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "etoffe.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "machine.pem"
    encoding, no_word = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, no_word)
    path.write_bytes(secret + made.public_bytes(encoding))
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def _trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def knows(_server, _session, _envelope, _mechanism, given) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"etoffe", b"mot @ moi"), handled=False)


@pytest.mark.usefixtures("_trusted")
def test_starttls_encrypts_then_signs_in(tls: ssl.SSLContext) -> None:
    options = {"tls_context": tls, "require_starttls": True, "auth_required": True, "authenticator": knows}
    with postmen.postman(**options) as postman:
        deliver(postman.relay(url=f"smtp+starttls://etoffe:mot%20%40%20moi@{HOST}:{postman.port}"), claimed())
        assert len(postman.received) == 1
        wrong = refusal(postman.relay(url=f"smtp+starttls://etoffe:faux@{HOST}:{postman.port}"), claimed())
        assert (wrong.cause, wrong.reason) == (Cause.RELAY, "SMTPAuthenticationError 535")


@pytest.mark.usefixtures("_trusted")
def test_smtps_encrypts_from_the_first_byte(tls: ssl.SSLContext) -> None:
    with postmen.postman(ssl_context=tls) as postman:
        deliver(postman.relay(url=f"smtps://{HOST}:{postman.port}"), claimed())
        assert len(postman.received) == 1


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_certificate_nobody_vouches_for_is_refused(tls: ssl.SSLContext, scheme: str) -> None:
    options = {"ssl_context": tls} if scheme == "smtps" else {"tls_context": tls}
    with postmen.postman(**options) as postman:
        found = refusal(postman.relay(url=f"{scheme}://{HOST}:{postman.port}"), claimed())
        assert (found.cause, found.reason) == (Cause.RELAY, "SSLCertVerificationError")
        assert postman.received == []


def test_a_server_without_starttls_gets_nothing_in_clear(postman) -> None:
    found = refusal(postman.relay(url=f"smtp+starttls://etoffe:mot@{HOST}:{postman.port}"), claimed())
    assert (found.cause, found.reason) == (Cause.RELAY, "SMTPNotSupportedError")
    assert postman.received == []
