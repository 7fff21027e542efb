"""How someone wants pages to look: size of text, colours, contrast. Kept in the session cookie, nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass
from typing import Any, Self

IN_SESSION = "affichage"

# For each setting: its name on screen, then value -> word. The first value is what nobody has to choose.
SETTINGS: dict[str, tuple[str, dict[str, str]]] = {
    "taille": ("Taille du texte", {"normal": "Normale", "grand": "Grande", "tres-grand": "Très grande"}),
    "theme": ("Couleurs", {"auto": "Auto", "clair": "Claires", "sombre": "Sombres"}),
    "contraste": ("Contraste", {"normal": "Normal", "fort": "Renforcé"}),
}


@dataclass(frozen=True)
class Display:
    """The choices in force. Field names and values are those of the form and of the style sheet."""

    taille: str = "normal"
    theme: str = "auto"
    contraste: str = "normal"

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> Self:
        """Read a session; whatever is not a known choice is ignored."""
        kept = session.get(IN_SESSION)
        if not isinstance(kept, dict):
            return cls()
        return cls(**{name: kept[name] for name, (_, words) in SETTINGS.items() if kept.get(name) in words})

    def keep(self, session: MutableMapping[str, Any]) -> None:
        session[IN_SESSION] = asdict(self)
