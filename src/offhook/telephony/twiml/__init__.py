"""Calls over carriers that speak TwiML: Twilio, and SignalWire and Telnyx where they agree with it."""
