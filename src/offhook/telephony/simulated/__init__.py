"""The practice network: scripted phones behind the telephony port, for tests, simulations and `./run --practice`.

    network = Network(clock)
    network.trunk(TrunkId("practice"), Trunk.UP)
    network.phone(E164("+12025550122"), Answers(after=3.0, then=(HangUp(after=5.0, since=Moment.BRIDGE),)))
    telephony = SimulatedTelephony(network)

`network.truth` is what really happened; `phone.shown` and `phone.heard` what a phone saw and heard.
"""

from offhook.telephony.simulated.faults import CALM, ROUGH, Faults
from offhook.telephony.simulated.legs import Pace
from offhook.telephony.simulated.network import Network, Trunk
from offhook.telephony.simulated.phones import (
    BUSY,
    NO_ANSWER,
    NOT_IN_SERVICE,
    REJECTS,
    UNREACHABLE,
    VOICEMAIL,
    Answers,
    Diverts,
    HangUp,
    Ignores,
    LoseMedia,
    Moment,
    NobodyThere,
    Phone,
    Press,
    Refuses,
    Rings,
    Script,
)
from offhook.telephony.simulated.telephony import SimulatedTelephony
from offhook.telephony.simulated.truth import (
    Beep,
    EndedBy,
    Heard,
    LegTruth,
    Music,
    Person,
    Ringback,
    Sound,
    Truth,
    Words,
)

__all__ = [
    "BUSY",
    "CALM",
    "NOT_IN_SERVICE",
    "NO_ANSWER",
    "REJECTS",
    "ROUGH",
    "UNREACHABLE",
    "VOICEMAIL",
    "Answers",
    "Beep",
    "Diverts",
    "EndedBy",
    "Faults",
    "HangUp",
    "Heard",
    "Ignores",
    "LegTruth",
    "LoseMedia",
    "Moment",
    "Music",
    "Network",
    "NobodyThere",
    "Pace",
    "Person",
    "Phone",
    "Press",
    "Refuses",
    "Ringback",
    "Rings",
    "Script",
    "SimulatedTelephony",
    "Sound",
    "Trunk",
    "Truth",
    "Words",
]
