"""The JSON that platforms exchange with the registry, as `threatexchange` 1.2.17 reads and writes it.

Names are that interface's own. Unknown keys in what platforms send are ignored, as that interface expects.
"""

# ruff: noqa: N815 - the names are the interface's

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MAX_RECORDS: Final = 5000
MAX_INTEGER: Final = 2**53 - 1


class SignalType(StrEnum):
    """What a hash value is, as far as this registry serves it."""

    IMAGE_PDQ = "ImagePDQ"
    VIDEO_MD5 = "VideoMD5"


class CaseStatus(StrEnum):
    """State of a case or of the whole record; at `Withdrawn` a platform deletes the hash."""

    ACTIVE = "Active"
    WITHDRAWN = "Withdrawn"


class FeedbackValue(StrEnum):
    """What a platform says about a hash."""

    UNKNOWN = "Unknown"
    NONE = "None"
    QUALITY_UNKNOWN = "QualityUnknown"
    PENDING_REVIEW = "PendingReview"
    BLOCKED = "Blocked"
    NOT_BLOCKED = "NotBlocked"
    WITHDRAWN = "Withdrawn"
    DELETED = "Deleted"


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a boolean is no number")
    return value


# Tags are shown to people at other platforms: nothing that is invisible or changes the order of writing. In
# escapes that the expressions of JSON Schema, Python and Rust all understand, as the document repeats it.
_VISIBLE: Final = (
    r"^[^\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F"
    r"\uE000-\uF8FF\uFEFF\uFFF0-\uFFFF]+$"
)
Tag = Annotated[str, Field(min_length=1, max_length=64, pattern=_VISIBLE)]
Tags = Annotated[list[Tag], Field(max_length=20)]
Count = Annotated[int, Field(ge=0, le=MAX_INTEGER), BeforeValidator(_no_boolean)]
AnyHash = Annotated[str, Field(min_length=1, max_length=4096, examples=["a5" * 32])]


class CSPFeedback(BaseModel):
    """What one source says: a platform, or a support centre that vouches (`None`, tag `vouched`)."""

    source: str
    feedbackValue: FeedbackValue
    tags: list[str]


class HashRecord(BaseModel):
    """Everything about one hash; replaces what was known about it before."""

    lastModtimestamp: int
    signalType: SignalType
    hashValue: str
    hashStatus: CaseStatus
    caseNumbers: dict[str, CaseStatus] = Field(description="Case numbers are opaque and differ per platform.")
    CSPFeedbacks: list[CSPFeedback]


class FetchHashesResponse(BaseModel):
    """One page of the feed, in order of change."""

    count: int
    nextPageToken: str | None
    nextSetTimestamp: int = Field(description="Start of the next incremental fetch once this page is stored.")
    hasMoreRecords: bool
    hashRecords: list[HashRecord]
    ackToken: str = Field(description="Hand to Acknowledge once this page's withdrawals are carried out.")


class HashFeedback(BaseModel):
    """Feedback of the calling platform on one hash."""

    hashValue: AnyHash
    feedbackValue: FeedbackValue
    tags: Tags = []


class SubmitFeedbackRequest(BaseModel):
    """Feedback on several hashes."""

    count: Count = 0
    hashFeedbacks: Annotated[list[HashFeedback], Field(max_length=MAX_RECORDS)]


class ReportedFeedback(BaseModel):
    """Feedback that comes with a contributed hash."""

    feedbackValue: FeedbackValue
    tags: Tags = []


class ContributedHash(BaseModel):
    """A hash that a platform contributes itself."""

    model_config = ConfigDict(json_schema_extra={"description": "A hash that a platform contributes itself."})

    signalType: Annotated[str, Field(max_length=64, examples=["ImagePDQ"])]
    hashValue: AnyHash
    lastModtimestamp: Count = 0
    CSPFeedbacks: Annotated[list[ReportedFeedback], Field(max_length=20)] = []


class SubmitHashesRequest(BaseModel):
    """Hashes that a platform contributes itself."""

    count: Count = 0
    hashRecords: Annotated[list[ContributedHash], Field(max_length=MAX_RECORDS)]


class Taken(BaseModel):
    """How many entries were taken, of how many sent."""

    count: int
    received: int


class AcknowledgeRequest(BaseModel):
    """Confirms every withdrawal up to the page this token came with."""

    ackToken: Annotated[str, Field(min_length=1, max_length=200)]


class Acknowledged(BaseModel):
    """How many withdrawals are newly confirmed."""

    count: int


class Problem(BaseModel):
    """RFC 9457. Nothing of the request is ever repeated in it."""

    type: str
    title: str
    status: int


class Health(BaseModel):
    """The registry answers and its database can be read."""

    status: str


PROBLEM_MEDIA: Final = "application/problem+json"


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says about problems with these status codes."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": "RFC 9457 problem", "content": {PROBLEM_MEDIA: {"schema": schema}}}
        for status in statuses
    }
