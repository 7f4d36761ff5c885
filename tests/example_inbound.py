"""The call to a line of the examples: Dana, a contact, calls the business line, which rings Ann, Bob or a softphone."""

from msgspec import structs

from offhook.calls.commands import Collect, Originate, Say
from offhook.calls.questions import (
    Accept,
    Accepted,
    Answer,
    GiveBack,
    KeepGreeting,
    KeepMessage,
    MarkMessage,
    MayDial,
    MayRecord,
    Noted,
    Opened,
    OpenMailbox,
    ProvePhone,
    Question,
    Refused,
    Shut,
    Taken,
    WhereTo,
    WhomToCall,
)
from offhook.calls.values import (
    E164,
    Caller,
    DeviceId,
    Inbound,
    LegId,
    Mailbox,
    Order,
    Phrase,
    Role,
    Seconds,
    Target,
    TrunkId,
)
from tests.example import ANNS_NUMBER, DANAS_NUMBER, LAB, LINE, line

BOBS_NUMBER = E164("+12025550133")
CAROLS_DEVICE = DeviceId("device_carol")

# Legs of a playbook's call: the caller's, and the phones in the order in which they are rung.
CALLER = LegId("call-1")
ONE = LegId("call-2")
TWO = LegId("call-3")
THREE = LegId("call-4")

RING: Seconds = 25
LONGEST_TALK: Seconds = 3600
LONGEST_MESSAGE: Seconds = 180

ANN = Target(Role.MEMBER, "Ann", LINE, number=ANNS_NUMBER, trunks=(LAB,), member="member_ann")
BOB = Target(Role.FORWARD, "Bob", LINE, number=BOBS_NUMBER, trunks=(LAB,))
CAROL = Target(Role.MEMBER, "Carol", LINE, device=CAROLS_DEVICE, member="member_carol")
CAROLS_PAGE = structs.replace(CAROL, device=DeviceId("device_carolspage"))
"""The same softphone in a browser's page."""

DANA_CALLS = Inbound(
    caller=Caller(CALLER, DANAS_NUMBER, name="Dana", contact="contact_dana"),
    trunk=LAB,
    line=line(LAB),
    targets=(ANN, BOB),
    skipped=(),
    order=Order.ALL,
    ring=RING,
    longest=LONGEST_TALK,
    mailbox=Mailbox(longest=LONGEST_MESSAGE),
)

FOR_MAIN = Phrase("inbound.for_line", number=LINE, name="Main")
DANA_IS_CALLING = Phrase("inbound.screen", number=DANAS_NUMBER, name="Dana")
MAINS_GREETING = Phrase("voicemail.greeting", number=LINE, name="Main")


def to(*targets: Target, order: Order = Order.ALL, mailbox: Mailbox | None = DANA_CALLS.mailbox) -> Inbound:
    """Dana's call, ringing these phones."""
    return structs.replace(DANA_CALLS, targets=targets, order=order, mailbox=mailbox)


def rings(leg: LegId, target: Target, trunk: TrunkId = LAB) -> Originate:
    """A phone is rung, and shows the line."""
    if target.device is not None:
        return Originate(leg, target.role, target.device, LINE, TrunkId(""))
    assert target.number is not None
    return Originate(leg, target.role, target.number, LINE, trunk)


def hears_who_calls(leg: LegId) -> Collect:
    """Whoever answered is told who calls, and asked to press 1."""
    return Collect(leg, (FOR_MAIN, DANA_IS_CALLING), "en", "US", digits=1, wait=2.0)


def hears_that_it_is_taken(leg: LegId) -> Say:
    """Somebody else was faster."""
    return Say(leg, (Phrase("inbound.taken"),), "en", "US")


class Claims:
    """Answers as the stores do: one leg has the caller at a time. Allows everything else."""

    def __init__(self) -> None:
        self.holder: LegId | None = None
        self.kept: list[str] = []
        """Recordings that were kept."""
        self.no_room = ""
        self.full = ""
        """Why a message may be cut short."""
        """Why no message can be kept."""
        self.opens: dict[str, Opened] = {}
        """What each PIN opens."""
        self.locked = False
        self.marked: list[tuple[str, bool]] = []
        """Messages that were heard, and whether they were deleted."""
        self.greetings: list[str] = []
        """Recordings that became a greeting."""

    def __call__(self, question: Question) -> Answer:
        match question:
            case Accept(leg=leg):
                self.holder = self.holder or leg
                return Accepted() if self.holder == leg else Taken(by=self.holder)
            case GiveBack(leg=leg):
                self.holder = None if self.holder == leg else self.holder
                return Noted()
            case OpenMailbox(pin=pin):
                return Shut(locked=True) if self.locked else self.opens.get(pin, Shut(locked=False))
            case MarkMessage(voicemail=voicemail, deleted=deleted):
                self.marked.append((voicemail, deleted))
                return Noted()
            case KeepGreeting(recording=recording):
                self.greetings.append(recording)
                return Noted()
            case MayRecord():
                return Refused(self.no_room) if self.no_room else Noted()
            case KeepMessage(recording=recording):
                self.kept.append(recording)
                return Refused(self.full) if self.full else Noted()
            case MayDial() | WhereTo() | ProvePhone() | WhomToCall():
                raise AssertionError("nobody is dialled for a member")
