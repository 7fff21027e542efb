"""Which indicators of the national quality reference the platform documents for a session, and what it lacks. Pure.

Words for an auditor: a claim is here only if a file of the compliance folder holds it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Indicator:
    """Its number, its subject, the file that documents it ("" for none), what that says and what it lacks. `named` is
    what it says besides when the folder names people."""

    number: str
    subject: str
    file: str
    says: str
    lacks: str
    named: str = ""

    def told(self, *, named: bool) -> str:
        """What the folder says of it, "" for nothing."""
        return " ".join(filter(None, (self.says, self.named if named else "")))


INDICATORS = (
    Indicator(
        "1",
        "Information du public",
        "1-programme/",
        "Le programme de chaque module\u00a0: objectifs, leçons, durée, évaluation.",
        "Les prix, les délais d’accès et les prérequis.",
    ),
    Indicator(
        "2",
        "Résultats",
        "4-traces/resultats.csv",
        "Combien de personnes ont terminé chaque module, à partir de dix.",
        "Les abandons\u00a0: la plateforme ne les compte pas par session.",
        "Les attestations que les personnes ont demandées (7-attestations/).",
    ),
    Indicator(
        "4, 5 et 6",
        "Besoin, objectifs, contenus",
        "1-programme/",
        "Les objectifs, écrits avec des verbes, et les leçons qui y mènent.",
        "Le recueil du besoin auprès de la collectivité.",
    ),
    Indicator(
        "8",
        "Positionnement",
        "",
        "",
        "«\u202fFaire le point\u202f» est proposé avant chaque module. Qui l’a fait et ce qu’il a donné "
        "restent à la personne.",
    ),
    Indicator(
        "9 et 10",
        "Conditions de déroulement, adaptation",
        "2-convocations/",
        "Les dates et les lieux des rencontres.",
        "Les adaptations faites pour une personne.",
        "Qui a reçu une convocation.",
    ),
    Indicator(
        "11",
        "Évaluation",
        "4-traces/",
        "La règle du quiz est dans le programme.",
        "Les réponses et les résultats, qui restent à la personne.",
        "Qu’une évaluation a eu lieu, et sa date, pour qui a terminé le module.",
    ),
    Indicator(
        "12",
        "Engagement",
        "3-presences/",
        "Combien de personnes étaient là, demi-journée par demi-journée.",
        "Qui n’a pas commencé ou pas terminé n’est jamais nommé.",
        "Les présences, nom par nom, corrections comprises.",
    ),
    Indicator(
        "17 à 19",
        "Moyens, coordination, ressources",
        "1-programme/",
        "Les modules, avec leur version exacte, et la personne qui accompagne la session.",
        "Les compétences des intervenants, et les délais de réponse.",
    ),
    Indicator("26", "Handicap", "", "", "L’accueil des personnes en situation de handicap, et le référent."),
    Indicator(
        "30",
        "Appréciations",
        "5-avis/",
        "Les avis à la fin de la session et trois mois après, à partir de dix réponses.",
        "Les avis des financeurs et des équipes.",
    ),
    Indicator(
        "31",
        "Réclamations",
        "6-reclamations/",
        "Chaque réclamation, sa date, la réponse et ce qui a été fait.",
        "Les réclamations reçues autrement que par la plateforme.",
    ),
    Indicator(
        "32",
        "Amélioration",
        "6-reclamations/",
        "Ce qui a été fait après chaque réclamation.",
        "Le plan d’amélioration de l’organisme.",
    ),
)
