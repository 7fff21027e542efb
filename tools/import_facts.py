"""Turn the sheets of facts (Markdown) into `courses/faits.toml` and `courses/glossaire.toml`.

    python tools/import_facts.py SHEETS [TARGET]

Nothing may be lost on the way: every identifier and every word of a fact must be found in
the output, otherwise the import stops. `formes` (the words of a text that lead to a
definition) are chosen by hand in the glossary and kept when importing again.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

READ_ON = "2026-11-23"
IN_SIX_MONTHS, IN_A_YEAR, IN_TWO_YEARS = "2027-05-23", "2027-11-23", "2028-11-23"
LEVELS = ("vérifié", "connu mais non vérifié", "à éviter", "rédactionnel")

# README of the sheets, « Faits périssables » and « Points ouverts ».
LEGISLATIVE = {
    "INC-04", "INC-05", "INC-06", "TI-40", "TI-41", "TI-42", "CY-11", "CL-02", "ELU-40", "ELU-41", "ELU-42",
    "IA-10", "IA-10bis", "IA-11", "IA-12", "FAC-02",
}  # fmt: skip
PERISHABLE = {
    "MP-01", "MP-02", "MP-03", "MP-05", "ELU-20", "PAY-04", "TI-30", "TI-31", "DLN-04", "DLN-06", "OD-07", "ELU-34",
    "CY-23", "INC-01", "INC-03", "DD-01", "IA-01", "ACC-06", "OD-30",
}  # fmt: skip
MARKED = re.compile(r"revérifi|à confirmer|à recouper|à surveiller|évolutive|périssable|chiffre actuel")

FACT = re.compile(r"- \*\*([A-Z]+-\d+(?:bis)?)\*\* (.*)")
LABEL = re.compile(r"(Références?|Sources?|Confiance|Attention|Contenu(?= \*\*rédactionnel\*\*)) ?(?::)? ?")
TERM = re.compile(r"- \*\*(.+?)\*\* — (.+?)(?: \((fiches? [\d et,]+)\))?$")


def main() -> None:
    sheets = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parents[1] / "courses"
    facts = read_sheets(sheets)
    (target / "faits.toml").write_text(FACTS_HEAD + "".join(table("faits", fact) for fact in facts), "utf-8")
    terms = read_terms((sheets / "glossaire.md").read_text("utf-8"), kept_forms(target / "glossaire.toml"))
    (target / "glossaire.toml").write_text(TERMS_HEAD + "".join(table("termes", term) for term in terms), "utf-8")
    check(sheets, target)


def read_sheets(folder: Path) -> list[dict[str, Any]]:
    facts = []
    for path in sorted(folder.glob("[0-9][0-9]-*.md")):
        lines = path.read_text("utf-8").splitlines()
        sheet = re.sub(r"^# Fiche (\d+) — ", r"\1 – ", lines[0])
        for block in blocks(lines):
            facts.append(read_fact(block, sheet))
    inherit(facts)
    return facts


def blocks(lines: list[str]) -> list[str]:
    """Return each fact as one line: its first line and its indented lines, joined."""
    found: list[str] = []
    inside = False
    for line in lines:
        if FACT.match(line):
            found.append(line)
            inside = True
        elif inside and line.startswith("  - "):
            found[-1] += " " + line[4:]
        else:
            inside = False
    return found


def read_fact(block: str, sheet: str) -> dict[str, Any]:
    match = FACT.fullmatch(block)
    assert match, block
    key, rest = match.groups()
    parts: dict[str, list[str]] = {"texte": [], "reference": [], "source": [], "reserve": []}
    fields = {"R": "reference", "S": "source", "C": "reserve", "A": "reserve"}
    field, start, confidence = "texte", 0, ""
    for label in LABEL.finditer(rest):
        word = label.group(1)
        if not (rest[label.end() - 2 : label.end()].strip() == ":" or word == "Contenu"):
            continue  # an ordinary word of the sentence
        before = rest[start : label.start()]
        if before and not re.search(r"[.;:)»»*…?!]\s*$", before):
            continue
        parts[field].append(before)
        field, start = fields[word[0]], label.end()
        if word in ("Confiance", "Contenu") and not confidence:
            level = re.match(r"(?:contenu )?\*\*(" + "|".join(LEVELS) + r")\*\*", rest[start:])
            if level:
                confidence, start = level.group(1), start + level.end()
    parts[field].append(rest[start:])
    if not confidence:
        bold = re.search(r"\*\*(" + "|".join(LEVELS) + r")\*\*", rest, re.IGNORECASE)
        confidence = bold.group(1).lower() if bold else "rédactionnel" if "rédactionnel" in rest else ""
    reserve = joined(parts["reserve"])
    return {
        "identifiant": key,
        "fiche": sheet,
        "texte": joined(parts["texte"]),
        "reference": joined(parts["reference"]),
        "source": joined(parts["source"]),
        "reserve": "" if reserve in ("", ".") else reserve.lstrip(" .,;"),
        "confiance": confidence,
        "relu_le": READ_ON,
        "a_relire_avant": due(key, rest),
    }


def due(key: str, text: str) -> str:
    if key in LEGISLATIVE:
        return IN_SIX_MONTHS
    return IN_A_YEAR if key in PERISHABLE or MARKED.search(text) else IN_TWO_YEARS


def joined(parts: list[str]) -> str:
    text = " ".join(part.strip() for part in parts if part.strip())
    return text.replace("**", "").strip()


def inherit(facts: list[dict[str, Any]]) -> None:
    """A fact that only sends to others (« voir fiche 03, TEL-03 ») is as sure as the least sure of them."""
    by_key = {fact["identifiant"]: fact for fact in facts}
    for fact in facts:
        if not fact["confiance"]:
            others = [by_key[key] for key in re.findall(r"[A-Z]+-\d+", fact["texte"]) if key in by_key]
            assert others, fact
            fact["confiance"] = max((other["confiance"] for other in others), key=LEVELS.index)
            fact["source"] = "Voir " + ", ".join(other["identifiant"] for other in others) + "."


def read_terms(text: str, forms: dict[str, list[str]]) -> list[dict[str, Any]]:
    terms, section = [], ""
    for line in text.splitlines():
        section = line[3:] if line.startswith("## ") else section
        if match := TERM.fullmatch(line):
            name, definition, sheets = match.groups()
            key = slug(re.sub(r" \([^)]{2,}\)", "", name))
            term = {"cle": key, "terme": name, "definition": definition, "rubrique": section}
            terms.append(term | {"fiche": (sheets or "").removeprefix("fiche ").removeprefix("fiches ")})
            terms[-1]["formes"] = forms.get(key, [])
    return terms


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "-").replace("(e)", "")).strip("-")


def kept_forms(path: Path) -> dict[str, list[str]]:
    if not path.exists():
        return {}
    return {term["cle"]: term.get("formes", []) for term in tomllib.loads(path.read_text("utf-8"))["termes"]}


def table(name: str, values: dict[str, Any]) -> str:
    lines = [f"\n[[{name}]]"]
    for key, value in values.items():
        if isinstance(value, list):
            lines.append(f"{key} = [" + ", ".join(json.dumps(item, ensure_ascii=False) for item in value) + "]")
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            lines.append(f"{key} = {value}")
        elif value:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def check(sheets: Path, target: Path) -> None:
    """Stop unless every identifier, every word of a fact and every term is in the files just written."""
    facts = {fact["identifiant"]: fact for fact in tomllib.loads((target / "faits.toml").read_text("utf-8"))["faits"]}
    terms = tomllib.loads((target / "glossaire.toml").read_text("utf-8"))["termes"]
    written = set()
    for path in sorted(sheets.glob("[0-9][0-9]-*.md")):
        for block in blocks(path.read_text("utf-8").splitlines()):
            key = block.split("**")[1]
            written.add(key)
            output = words(" ".join(str(value) for value in facts[key].values()))
            lost = [word for word in words(block) if word not in output and word not in LABEL_WORDS]
            assert not lost, f"{key}: lost {lost}"
    assert written == set(facts), written ^ set(facts)
    lines = [line for line in (sheets / "glossaire.md").read_text("utf-8").splitlines() if line.startswith("- ")]
    assert len(lines) == len(terms) == len({term["cle"] for term in terms}), (len(lines), len(terms))
    for level in LEVELS:
        print(f"{sum(fact['confiance'] == level for fact in facts.values()):4} {level}")
    for day in (IN_SIX_MONTHS, IN_A_YEAR, IN_TWO_YEARS):
        print(f"{sum(str(fact['a_relire_avant']) == day for fact in facts.values()):4} to read again before {day}")
    print(f"{len(facts):4} facts, {len(terms)} terms")


LABEL_WORDS = {"référence", "références", "source", "sources", "confiance", "contenu", "attention"}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


FACTS_HEAD = """\
# Les faits que les modules peuvent citer. Seul un fait « vérifié » peut être cité.
# confiance : vérifié | connu mais non vérifié | à éviter | rédactionnel
# reserve : ce qu’il faut dire en même temps que le fait, ou ne pas lui faire dire.
# Passé a_relire_avant, relisez le fait et sa source, corrigez, puis changez relu_le et a_relire_avant.
"""
TERMS_HEAD = """\
# Le glossaire. formes : les mots des leçons qui mènent à la définition, une fois par leçon.
# Un mot courant ou à double sens n’y figure pas ; on peut toujours écrire [le mot](glossaire:cle).
"""

if __name__ == "__main__":
    main()
