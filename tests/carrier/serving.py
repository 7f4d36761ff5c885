"""`offhook serve` with Twilio's API at another address: `python -m tests.carrier.serving ADDRESS [--show-key]`."""

import sys

from msgspec import structs

from offhook.cli.main import main
from offhook.telephony.twiml import accounts

if __name__ == "__main__":
    api = sys.argv.pop(1)
    twilio = structs.replace(accounts.TWILIO, api=f"{api}/2010-04-01", pricing=f"{api}/v1")
    accounts.DIALECTS["twilio"] = twilio
    sys.argv[1:1] = ["serve"]
    main()
