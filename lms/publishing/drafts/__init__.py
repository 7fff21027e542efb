"""What trainers edit: the text of a course before it is published, kept save after save.

models.py what is stored · words.py, policy.py (who may) pure · desk.py a draft locked, authorised, its journal ·
saving.py, merging.py files written by two authors at once · operations.py begun, deleted · sharing.py who shares ·
reviewing.py remarks and approvals · releasing.py published, scheduling.py later, earlier.py back again ·
queries.py, files.py, journal.py what pages need · leaving.py erasing and forgetting
"""

from lms.publishing.drafts.desk import DraftUnknown, FileUnknown, FormReused, NotAllowed
from lms.publishing.drafts.earlier import (
    NeverPublished,
    archive,
    catch_up,
    changed_elsewhere,
    go_back,
    notice_release,
    reset,
    unarchive,
)
from lms.publishing.drafts.files import File, draft_file, draft_files, draft_media
from lms.publishing.drafts.journal import (
    CommentLine,
    HistoryLine,
    Reviewing,
    ReviewLine,
    Teammate,
    comments,
    history,
    review_state,
    team,
)
from lms.publishing.drafts.leaving import KEPT_DELETED, erase, forget_due
from lms.publishing.drafts.merging import Change, Clash, Conflict, TextUnknown, digest_of, text_of
from lms.publishing.drafts.operations import KeyInvalid, KeyTaken, StillPublished, create, delete, give, undelete
from lms.publishing.drafts.policy import Act, Right, Standing
from lms.publishing.drafts.queries import (
    FileLine,
    ListedDraft,
    OpenDraft,
    Scheduled,
    course_of,
    draft,
    keys_taken,
    my_drafts,
)
from lms.publishing.drafts.releasing import (
    Announcement,
    ApprovalNeeded,
    HasProblems,
    KeyChanged,
    ReleaseMoved,
    Shown,
    publish_draft,
)
from lms.publishing.drafts.reviewing import (
    CommentUnknown,
    DraftMoved,
    NotAReviewer,
    ask_review,
    comment,
    resolve,
    review,
)
from lms.publishing.drafts.saving import Refused, Saved, remove, restore, save, save_many
from lms.publishing.drafts.scheduling import (
    GAUGES,
    Due,
    MomentPassed,
    anything_due,
    fail_due,
    publish_due,
    schedule,
    unschedule,
)
from lms.publishing.drafts.sharing import NotATrainer, hand_over, share, unshare, want_approval
from lms.publishing.drafts.words import COMMENT_LENGTH, Outcome, ReviewStep, State, What

__all__ = [
    "COMMENT_LENGTH", "GAUGES", "KEPT_DELETED", "Act", "Announcement", "ApprovalNeeded", "Change", "Clash",
    "CommentLine", "CommentUnknown", "Conflict", "DraftMoved", "DraftUnknown", "Due", "File", "FileLine", "FileUnknown",
    "FormReused", "HasProblems", "HistoryLine", "KeyChanged", "KeyInvalid", "KeyTaken", "ListedDraft", "MomentPassed",
    "NeverPublished", "NotAReviewer", "NotATrainer", "NotAllowed", "OpenDraft", "Outcome", "Refused", "ReleaseMoved",
    "ReviewLine", "ReviewStep", "Reviewing", "Right", "Saved", "Scheduled", "Shown", "Standing", "State",
    "StillPublished", "Teammate", "TextUnknown", "What", "anything_due", "archive", "ask_review", "catch_up",
    "changed_elsewhere", "comment", "comments", "course_of", "create", "delete", "digest_of", "draft", "draft_file",
    "draft_files", "draft_media", "erase", "fail_due", "forget_due", "give", "go_back", "hand_over", "history",
    "keys_taken", "my_drafts", "notice_release", "publish_draft", "publish_due", "remove", "reset", "resolve",
    "restore", "review", "review_state", "save", "save_many", "schedule", "share", "team", "text_of", "unarchive",
    "undelete", "unschedule", "unshare", "want_approval",
]  # fmt: skip
