"""How anybody comes to have a form in hand about herself: signing in, saying who she is."""

from __future__ import annotations

import random

from tools.proofs import ground
from tools.proofs.browser import InProcess
from tools.proofs.stage import Form, Stage

_CODE, _LINK = r"\b\d{3}[ \u00a0\u202f]?\d{3}\b", r"/connexion/lien/\S+"


def welcomed(stage: Stage, _chance: random.Random, name: str) -> Form:
    known = ground.sign_in(stage.app, name, welcomed=False)[0]
    browser = InProcess(stage.app, known.cookie)
    fields = {**browser.ask("GET", "/bienvenue").hidden(), "given_name": "Amina", "family_name": "Sarr"}
    return Form(browser, "/bienvenue", {**fields, "function": "conseiller", "commune": "45274"})


def code_asked(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser = InProcess(stage.app, "")
    fields = {**browser.ask("GET", "/connexion").hidden(), "email": f"{name}@mairie.example", "device": "own"}
    return Form(browser, "/connexion", fields)


def code_typed(stage: Stage, chance: random.Random, name: str) -> Form:
    ground.sign_in(stage.app, name)
    form = code_asked(stage, chance, name)
    form.browser.ask("POST", form.path, form.fields)
    return Form(form.browser, "/connexion/code", {**form.fields, "code": stage.mailed(name, _CODE)})


def link_followed(stage: Stage, chance: random.Random, name: str) -> Form:
    ground.sign_in(stage.app, name)
    form = code_asked(stage, chance, name)
    form.browser.ask("POST", form.path, form.fields)
    return Form(form.browser, stage.mailed(name, _LINK), {"csrf_token": form.fields["csrf_token"]})


def mandate_told(stage: Stage, _chance: random.Random, name: str) -> Form:
    browser, path = stage.enter(name), "/mon-compte/mandats/nouveau"
    fields = {**browser.ask("GET", path).hidden(), "function": "maire", "commune": "45274", "starts_on": "2026-03-22"}
    return Form(browser, path, fields)
