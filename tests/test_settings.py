"""Étoffe refuses to start half-configured, and says what to change in one line for each value."""

import pytest

from lms.settings import Mode, Settings, UnsafeSettings

SAFE = {
    "ETOFFE_MODE": "production",
    "ETOFFE_DATABASE_URL": "postgresql://etoffe@localhost/etoffe",
    "ETOFFE_SECRET_KEY": "q8Zt1x0vB6nLk3RwYp5sUe7cJh2mDfGa",
    "ETOFFE_BASE_URL": "https://etoffe.example",
    "ETOFFE_CONTROLLER": "Association fictive",
    "ETOFFE_CONTACT_NAME": "Claire Fictive",
    "ETOFFE_CONTACT_EMAIL": "donnees@etoffe.example",
    "ETOFFE_HOST": "Hébergeur fictif, Lyon",
    "ETOFFE_SMTP_URL": "smtp+starttls://etoffe:mot@smtp.etoffe.example:587",
    "ETOFFE_MAIL_FROM": "ne-pas-repondre@etoffe.example",
}


def test_a_complete_production_configuration_is_accepted():
    settings = Settings.from_environment(SAFE)
    assert settings.mode is Mode.PRODUCTION
    assert settings.secure_cookies


def test_forgetting_the_mode_means_production():
    environ = {name: value for name, value in SAFE.items() if name != "ETOFFE_MODE"}
    assert Settings.from_environment(environ).is_production


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ETOFFE_DEBUG", "1"),
        ("ETOFFE_SECRET_KEY", ""),
        ("ETOFFE_SECRET_KEY", "court"),
        ("ETOFFE_SECRET_KEY", "changeme-changeme-changeme-changeme"),
        ("ETOFFE_SECRET_KEY", "a" * 40),
        ("ETOFFE_BASE_URL", "http://etoffe.example"),
        ("ETOFFE_BASE_URL", "etoffe.example"),
        ("ETOFFE_DATABASE_URL", ""),
        ("ETOFFE_DATABASE_URL", "mysql://etoffe"),
        ("ETOFFE_DATABASE_URL", "sqlite:///:memory:"),
        ("ETOFFE_SQLITE_SYNCHRONOUS", "NORMAL"),
        ("ETOFFE_CONTROLLER", ""),
        ("ETOFFE_CONTACT_NAME", " "),
        ("ETOFFE_CONTACT_EMAIL", ""),
        ("ETOFFE_HOST", ""),
        ("ETOFFE_SMTP_URL", ""),
        ("ETOFFE_SMTP_URL", "smtp://smtp.etoffe.example:25"),
        ("ETOFFE_SMTP_URL", "smtp://127.0.0.1.etoffe.example:25"),
        ("ETOFFE_SMTP_URL", "http://smtp.etoffe.example"),
        ("ETOFFE_SMTP_URL", "smtps://"),
        ("ETOFFE_SMTP_URL", "smtps://smtp.etoffe.example:abc"),
        ("ETOFFE_SMTP_URL", "smtps://etoffe@smtp.etoffe.example"),
        ("ETOFFE_SMTP_URL", "smtp.etoffe.example"),
        ("ETOFFE_MAIL_FROM", ""),
        ("ETOFFE_MAIL_FROM", "Étoffe <ne-pas-repondre@etoffe.example>"),
        ("ETOFFE_MAIL_FROM", "ne-pas-repondre"),
        ("ETOFFE_MAIL_FROM", "a@etoffe.example, b@etoffe.example"),
        ("ETOFFE_MODE", "prod"),
    ],
)
def test_one_unsafe_value_is_refused_with_one_line_that_names_it(name, value):
    with pytest.raises(UnsafeSettings) as refusal:
        Settings.from_environment(SAFE | {name: value})
    assert [line.split(" :")[0] for line in refusal.value.lines] == [name]


def test_every_missing_value_is_named_at_once():
    with pytest.raises(UnsafeSettings) as refusal:
        Settings.from_environment({})
    named = {line.split(" :")[0] for line in refusal.value.lines}
    assert named == set(SAFE) - {"ETOFFE_MODE"}


def test_demonstration_does_not_ask_for_the_names_of_a_real_operator():
    environ = {name: SAFE[name] for name in ("ETOFFE_DATABASE_URL", "ETOFFE_SECRET_KEY")}
    demonstration = environ | {"ETOFFE_MODE": "demonstration", "ETOFFE_BASE_URL": "http://127.0.0.1:8000"}
    assert not Settings.from_environment(demonstration).secure_cookies


@pytest.mark.parametrize("host", ["127.0.0.1:25", "localhost", "[::1]:2525"])
def test_a_mail_server_of_this_machine_needs_no_encryption(host):
    assert Settings.from_environment(SAFE | {"ETOFFE_SMTP_URL": f"smtp://{host}"}).smtp_url


def test_a_demonstration_sends_nothing_unless_it_is_told_how():
    environ = SAFE | {"ETOFFE_MODE": "demonstration", "ETOFFE_SMTP_URL": "", "ETOFFE_MAIL_FROM": ""}
    assert Settings.from_environment(environ).reads_mail_on_site
    assert not Settings.from_environment(SAFE | {"ETOFFE_MODE": "demonstration"}).reads_mail_on_site
    with pytest.raises(UnsafeSettings) as refusal:
        Settings.from_environment(environ | {"ETOFFE_SMTP_URL": "smtp://127.0.0.1:25"})
    assert [line.split(" :")[0] for line in refusal.value.lines] == ["ETOFFE_MAIL_FROM"]
