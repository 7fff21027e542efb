"""A course on disk: reading a folder, writing it back byte for byte, naming its content, starting a new one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from lms.content.folder import MOST_FILES, TOTAL_BYTES
from lms.content.problems import KEY, KEY_LENGTH, RESERVED_COURSES

IGNORED = (".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep")


class NotACourse(ValueError):
    """The folder cannot be read or written. The message says why, in French."""


def read_folder(path: Path) -> dict[str, bytes]:
    """Return the files under `path` by their relative path, in order. Raises NotACourse."""
    if not path.is_dir():
        raise NotACourse(f"{path} n’est pas un dossier")
    files: dict[str, bytes] = {}
    total = 0
    for found in sorted(path.rglob("*")):
        relative = found.relative_to(path).as_posix()
        if found.is_symlink():
            raise NotACourse(f"{relative} est un lien vers un autre endroit, remplacez-le par le fichier lui-même")
        if found.is_dir() or found.name in IGNORED:
            continue
        if not found.is_file():
            raise NotACourse(f"{relative} n’est pas un fichier ordinaire")
        total += found.stat().st_size
        if len(files) >= MOST_FILES or total > TOTAL_BYTES:
            raise NotACourse(f"{path} est trop gros : {MOST_FILES} fichiers et 30 Mo au plus")
        files[relative] = found.read_bytes()
    return dict(sorted(files.items()))


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` under `path`, which is created. Raises NotACourse before writing when a path leads elsewhere."""
    for name in files:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or "\\" in name or "\0" in name or ".." in parts:
            raise NotACourse(f"« {name[:80]} » ne désigne pas un fichier du module")
    for name, data in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the files, in hexadecimal: the same for the same paths and bytes, whatever their order."""
    whole = sha256()
    for path in sorted(files):
        name, data = path.encode(), files[path]
        whole.update(b"%d:%s%d:" % (len(name), name, len(data)))
        whole.update(data)
    return whole.hexdigest()


def new_course(key: str, title: str) -> dict[str, bytes]:
    """Return the files of a model course, without any problem. Raises ValueError for an impossible key or title."""
    if not KEY.match(key) or len(key) > KEY_LENGTH:
        raise ValueError(f"« {key[:80]} » n’est pas une clé : minuscules sans accent, chiffres et traits d’union.")
    if key in RESERVED_COURSES:
        raise ValueError(f"La clé « {key} » est réservée à une page du site, prenez-en une autre.")
    name = " ".join(title.split())
    if not name or len(name) > 100 or re.search(r"[\x00-\x1f\x7f]", name):
        raise ValueError("Donnez un titre de 100 signes au plus.")
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    texts = {
        "module.toml": _COVER.replace("@cle@", key).replace("@titre@", quoted),
        "lecons/01-premiere-lecon.md": _LESSON,
        "quiz.toml": _BANK,
    }
    return {path: text.encode() for path, text in texts.items()}


_COVER = """\
cle = "@cle@"
titre = "@titre@"
resume = "Une phrase qui donne envie d’ouvrir le module."
presentation = "Deux ou trois phrases : pour qui, pour quoi, et ce que la commune y gagne."
benefice = "Ce que la commune y gagne."
armure = "toile"
a_jour_au = 2026-11-23

[[objectifs]]
cle = "premier-objectif"
texte = "décrire ce que la personne saura faire, en commençant par un verbe"

[quiz]
questions = 1
seuil = 70
"""

_LESSON = """\
+++
cle = "premiere-lecon"
titre = "La première leçon"
minutes = 3
a_jour_au = 2026-11-23
essentiel = [
  "Une première phrase à garder en tête.",
  "Une seconde phrase à garder en tête.",
]
+++

## Une idée par étape {#une-idee}

Écrivez ici une idée, en phrases courtes. Le concret d’abord, la règle ensuite.

::: retenir
La phrase à garder en tête.
:::

## Vérifiez-vous {#verifier}

Une situation vécue en mairie, en deux phrases.

```question
cle = "premiere-question"
type = "vrai-faux"
objectif = "premier-objectif"
enonce = "Une affirmation claire, vraie ou fausse."
reponse = true
retour_vrai = "Ce qui la rend vraie."
retour_faux = "Ce qui la rend vraie, expliqué autrement."
explication = "Ce qu’il faut comprendre."
source = "Conseil de rédaction"
```

## À faire en mairie {#agir}

Un essai vaut mieux qu’une consigne.

```tache
cle = "premiere-tache"
texte = "Posez une question précise au secrétariat."
minutes = 5
avec = "le secrétariat"
```
"""

_BANK = """\
[[questions]]
cle = "quiz-premiere-question"
lecon = "premiere-lecon"
type = "vrai-faux"
objectif = "premier-objectif"
enonce = "Une autre affirmation, sur le même objectif."
reponse = false
retour_vrai = "Ce qui la rend fausse."
retour_faux = "Ce qui la rend fausse, expliqué autrement."
explication = "Ce qu’il faut comprendre."
source = "Conseil de rédaction"
"""
