"""Plays the carrier: calls a phone line and executes its TwiML, without telephony."""

from countersign.carrier.call import Call
from countersign.carrier.failures import CallFailed, CallOver, CarrierWarning
from countersign.carrier.gather import Gather, Queue, Record
from countersign.carrier.number import WITHHELD, Number
from countersign.carrier.signature import Signing
from countersign.carrier.speech import Heard
from countersign.carrier.turn import Turn

__all__ = [
    "WITHHELD",
    "Call",
    "CallFailed",
    "CallOver",
    "CarrierWarning",
    "Gather",
    "Heard",
    "Number",
    "Queue",
    "Record",
    "Signing",
    "Turn",
]
