"""What people read when something is refused or breaks: one table of statuses, one of exceptions of the domain."""

from __future__ import annotations

from lms import accounts, content, followup, learning, mail, publishing
from lms.accounts import rosters
from lms.followup import cohorts, evidence, reminders
from lms.learning import certificates
from lms.publishing import drafts

# What people read when something goes wrong: status -> title, sentence.
SENTENCES = {
    400: ("Cette demande n’est pas complète", "Revenez à la page précédente, rechargez-la, puis recommencez."),
    403: ("Cette page ne vous est pas ouverte", "Revenez à l’accueil, ou demandez de l’aide."),
    404: (
        "Cette page n’existe pas",
        "Elle a peut-être été déplacée. La liste des modules vous remettra sur le chemin.",
    ),
    405: ("Cette page ne s’ouvre pas ainsi", "Revenez à la page précédente et utilisez ses boutons."),
    409: (
        "Une autre réponse est déjà enregistrée",
        "Ce formulaire a déjà été envoyé, sans doute depuis un autre onglet. La première réponse est gardée.",
    ),
    413: (
        "C’est trop long",
        "Raccourcissez votre texte, ou choisissez un fichier moins lourd, puis envoyez-le à nouveau.",
    ),
    503: (
        "L’enregistrement a échoué",
        "Rien n’est perdu : revenez à la page précédente, votre réponse y est encore, et envoyez-la à nouveau.",
    ),
    500: ("Une panne est survenue", "Ce n’est pas de votre fait. Réessayez dans un instant."),
}
UNREACHABLE = (
    "Le site ne répond pas pour l’instant",
    "Réessayez dans une minute. Ce que vous avez déjà validé est gardé.",
)
STALE_FORM = (
    "Votre page était ouverte depuis longtemps",
    "Revenez à la page précédente et rechargez-la : vous pourrez envoyer à nouveau.",
)

# What the sentence of the status would not explain.
SENTENCES_OF: dict[type[Exception], tuple[str, str]] = {
    learning.AttemptClosed: (
        "Vos réponses ont déjà été remises",
        "Ce qui a été remis est gardé et ne change plus. Cette réponse-ci n’a pas été ajoutée.",
    ),
    learning.TimeOver: (
        "Le temps est écoulé",
        "Les réponses enregistrées avant la fin comptent. Celle-ci est arrivée trop tard. Il reste à remettre le quiz.",
    ),
    learning.TooManyAttempts: (
        "Toutes les tentatives ont été faites",
        "Ce module limite le nombre de fois où le quiz se passe. Les leçons et vos bilans restent ouverts.",
    ),
    learning.TooSoon: (
        "C’est un peu tôt pour recommencer",
        "Ce module demande d’attendre entre deux quiz. La page du quiz dit à partir de quand il s’ouvre.",
    ),
    reminders.TooSoonToRemind: (
        "Une lettre vient de partir",
        "Une session reçoit une lettre par jour au plus. Revenez demain\u202f: rien n’a été envoyé cette fois.",
    ),
    reminders.PressReused: (
        "Ce formulaire a déjà servi",
        "La première lettre est partie, celle-ci non. Revenez à la session, puis recommencez.",
    ),
    drafts.NotAllowed: (
        "Ce module vous est ouvert en partie",
        "La personne à qui il appartient ne vous a pas donné ce droit. Demandez-le-lui.",
    ),
    drafts.KeyTaken: (
        "Ce nom vient d’être pris",
        "Un autre module a été créé sous le même nom au même moment. Revenez et changez le titre.",
    ),
    drafts.Conflict: (
        "Quelqu’un vient de modifier le même endroit",
        "Rien n’a été écrasé. Revenez à la page précédente, rechargez-la, puis recommencez.",
    ),
    drafts.Refused: (
        "Ce fichier n’a pas sa place dans un module",
        "Rien n’a été changé. Vérifiez son nom et son poids, puis recommencez.",
    ),
    content.NotEditable: (
        "Cet endroit ne peut pas être modifié ici",
        "Rien n’a été changé. Ouvrez le texte entier du fichier pour le corriger, puis recommencez.",
    ),
    drafts.FormReused: (
        "Ce formulaire a déjà servi",
        "Ce qui a été envoyé la première fois est gardé. Rechargez la page, puis recommencez.",
    ),
    evidence.TooEarlyToSign: (
        "Ce n’est pas encore le moment",
        "Votre présence s’indique le jour de la rencontre, dès une heure avant. L’organisme peut aussi la noter.",
    ),
    evidence.ComplaintAnswered: (
        "Une autre réponse est déjà enregistrée",
        "Elle est gardée, et la personne a été prévenue. La vôtre n’a pas été ajoutée.",
    ),
    evidence.NotAsked: (
        "Rien ne vous est demandé aujourd’hui",
        "La question se pose à la fin de la session, puis trois mois après, pendant un mois.",
    ),
    cohorts.CohortCancelled: (
        "Cette session est annulée",
        "Elle reste visible, avec ce qui s’y est passé, et ne se modifie plus.",
    ),
    cohorts.FormReused: (
        "Ce formulaire a déjà servi",
        "Ce qui a été envoyé la première fois est gardé. Rechargez la page, puis recommencez.",
    ),
    cohorts.MayNotLeave: (
        "Vous avez été inscrit par l’organisateur",
        "Pour ne plus être dans cette session, demandez-le-lui. Rien ne vous oblige à suivre ses modules.",
    ),
}

# What an operation refuses -> the status of the page. One line per exception of the domain.
STATUS_OF: dict[type[Exception], int] = {
    accounts.MandateUnknown: 404,
    accounts.InvitationUnknown: 404,
    rosters.NotASheet: 400,
    rosters.PlanChanged: 409,
    accounts.PersonUnknown: 404,
    accounts.TerritoryUnknown: 404,
    publishing.CourseUnknown: 404,
    publishing.LessonUnknown: 404,
    publishing.MediaUnknown: 404,
    publishing.ReleaseUnknown: 404,
    drafts.DraftUnknown: 404,
    drafts.FileUnknown: 404,
    drafts.TextUnknown: 404,
    content.NoSuchPlace: 404,
    drafts.CommentUnknown: 404,
    drafts.NeverPublished: 404,
    drafts.NotAllowed: 403,
    drafts.KeyTaken: 409,
    drafts.Conflict: 409,
    drafts.Refused: 409,
    content.NoSuchPlace: 404,
    content.NotEditable: 409,
    drafts.FormReused: 409,
    followup.OutOfScope: 404,
    followup.FiguresClosed: 404,
    cohorts.CohortUnknown: 404,
    evidence.HalfDayUnknown: 404,
    evidence.ComplaintUnknown: 404,
    evidence.ComplaintAnswered: 409,
    evidence.NotAsked: 409,
    evidence.TooEarlyToSign: 409,
    cohorts.MeetingUnknown: 404,
    cohorts.NotATutor: 404,
    cohorts.CohortCancelled: 409,
    cohorts.FormReused: 409,
    cohorts.MayNotLeave: 403,
    reminders.TooSoonToRemind: 409,
    reminders.PressReused: 409,
    learning.StepUnknown: 404,
    learning.AnswerConflict: 409,
    learning.TaskUnknown: 404,
    learning.ReportUnknown: 404,
    certificates.CertificateUnknown: 404,
    certificates.NotCompleted: 404,
    learning.AttemptUnknown: 404,
    learning.QuestionUnknown: 404,
    learning.RegradeUnknown: 404,
    learning.AttemptClosed: 409,
    learning.TimeOver: 409,
    learning.TooManyAttempts: 409,
    learning.TooSoon: 409,
    mail.MessageUnknown: 404,
    mail.UnsafeLetter: 400,
}
