"""What runs in the background of a worker: keeping voicemails, mail, texts, push, imports, forgetting.

Here too is what each turn leaves for it: what is written in the turn's transaction is looked after once that is
committed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Connection

from offhook.calls.questions import KeepGreeting, KeepMessage, Question
from offhook.calls.values import CallId
from offhook.clock import Clock
from offhook.contacts.importer import Importer
from offhook.conversations import calling
from offhook.limits import store as limit_store
from offhook.messages.model import Message
from offhook.messages.pictures.model import Picture
from offhook.messages.port import Guarding, Texting
from offhook.networks import Network
from offhook.networks.recordings import KeptRecordings, polished
from offhook.phones.service import Most
from offhook.phones.texts import PinTexts
from offhook.push import wanted
from offhook.push.post import PushServices
from offhook.push.pusher import Pusher
from offhook.rating import charging
from offhook.rating.asking import PriceAsker
from offhook.records.live import ConversationChange, EmergencyNotice, LiveStream
from offhook.setting_sections import Mail
from offhook.settings import Settings
from offhook.storage.errors import StorageClosed
from offhook.storage.secrets import Secrets
from offhook.storage.storage import Storage
from offhook.texting import copies
from offhook.texting.fetching import Fetcher
from offhook.texting.gallery import Gallery
from offhook.texting.picture_sweeper import PictureSweeper
from offhook.texting.receiving import Received, Receiver
from offhook.texting.sending import Sender
from offhook.voicemail import mails
from offhook.voicemail.files import Files
from offhook.voicemail.greeting_keeper import GreetingKeeper
from offhook.voicemail.keeper import Keeper
from offhook.voicemail.mailer import Mailer
from offhook.voicemail.model import Voicemail
from offhook.voicemail.room import Room
from offhook.voicemail.smtp import MailServer, hand_over
from offhook.voicemail.sweeper import Sweeper


class Background:
    """Who works behind the calls. Made with the worker, run by it."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        secrets: Secrets,
        clock: Clock,
        live: LiveStream,
        audio: Files,
        gallery: Gallery,
        network: Network,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._live = live
        self.room = Room([settings.data], clock, recorded_in=network.recorded_in)
        self.mailer = _mailer(settings.mail, storage, audio, clock)
        recordings = KeptRecordings(network.telephony)
        self.greeting_keeper = GreetingKeeper(storage, audio, recordings, clock, polish=polished)
        self.keeper = Keeper(
            storage,
            audio,
            recordings,
            clock,
            self.room,
            silence_is_empty=settings.telephony != "practice",
            and_then=self._kept,
        )
        kept = settings.voicemail
        self.sweeper = Sweeper(storage, audio, clock, restore_days=kept.restore_days, keep_days=kept.keep_days)
        self.importer = Importer(storage, settings.data / "imports", clock)
        most = Most(settings.most_phones, settings.most_agents)
        self._pins = PinTexts(secrets, settings.http.address, most)
        self.texting = network.texting
        self._gallery = gallery
        self.fetcher = self._make_fetcher(network.texting)
        self.picture_sweeper = PictureSweeper(storage, gallery.files, clock, keep_days=kept.keep_days)
        self.sender = self._make_sender(network.texting)
        self.prices = PriceAsker(storage, clock, network.price)
        services = PushServices(local=settings.push.local_endpoints)
        self.pusher = Pusher(storage, secrets, clock, services, contact=settings.push_contact)

    def runs(self) -> Iterator[Coroutine[Any, Any, None]]:
        """What each of them does until it is cancelled."""
        yield self.room.watch()
        for each in (self.keeper, self.greeting_keeper, self.sweeper, self.importer, self.pusher, self.prices):
            yield each.run()
        yield self.picture_sweeper.run()
        if self.fetcher is not None:
            yield self.fetcher.run()
        if self.mailer is not None:
            yield self.mailer.run()
        if self.sender is not None:
            yield self.sender.run()

    def once_committed(self, do: Callable[[], None]) -> None:
        """What is submitted now is done after this turn is committed. Closing, the next start looks by itself."""
        with contextlib.suppress(StorageClosed):
            self._storage.submit(_nothing, lambda _: do())

    def asked(self, question: Question) -> None:
        """A flow asked this in a turn that isn't committed yet."""
        match question:
            case KeepMessage():
                self.once_committed(self.keeper.poke)
            case KeepGreeting():
                self.once_committed(self.greeting_keeper.poke)
            case _:
                pass

    def emergency(self, workspace: str, notice: EmergencyNotice) -> None:
        """Tell of an emergency call whose beginning isn't committed yet; its mails are written."""
        self.once_committed(lambda: self._live.publish(workspace, notice))
        if self.mailer is not None:
            self.once_committed(self.mailer.poke)

    def settle(self, conn: Connection, workspace: str, call: CallId, talk_ms: int) -> None:
        """A call is over and on record: count its talk; one that nobody took is told of."""
        limit_store.settle(conn, workspace, call, talk_ms)
        calling.call_ended(conn, workspace, call)
        if charging.call_ended(conn, workspace, call, self._clock.now()):
            self.once_committed(self.prices.poke)
        if talk_ms == 0 and wanted.missed(conn, workspace, call, self._clock.now()):
            self.once_committed(self.pusher.poke)

    def _make_sender(self, texting: Texting | None) -> Sender | None:
        """Who sends texts, where there is something that takes them; what comes in is received from now on."""
        if texting is None:
            return None
        fetched = self._gallery.links.fetched
        sender = Sender(self._storage, texting, self._clock, changed=self._text_changed, addresses=fetched)
        receiver = Receiver(
            self._storage, texting, self._clock, keywords=[self._pins], copies=[copies.text], told=self._received
        )
        texting.on_received(receiver.take)
        texting.on_status(sender.hear)
        return sender

    def _make_fetcher(self, texting: Texting | None) -> Fetcher | None:
        """Who fetches the pictures of texts, where those come with any."""
        source: object = texting
        if not isinstance(source, Guarding):
            return None
        files, studio = self._gallery.files, self._gallery.studio
        return Fetcher(
            self._storage, files, studio, self._clock, authority=source.authority, changed=self._picture_changed
        )

    def _picture_changed(self, conversation: str | None, picture: Picture) -> None:
        if conversation is not None:
            self._live.publish(picture.workspace_id, ConversationChange(conversation))

    def _received(self, received: Received) -> None:
        if received.pictures and self.fetcher is not None:
            self.fetcher.poke()
        if received.message is not None:
            self._text_changed(received.message)
        if (received.replied or received.copied) and self.sender is not None:
            self.sender.poke()
        if received.pushed:
            self.pusher.poke()

    def _text_changed(self, message: Message) -> None:
        if message.conversation_id is not None:
            self._live.publish(message.workspace_id, ConversationChange(message.conversation_id))

    def _kept(self, conn: Connection, voicemail: Voicemail) -> None:
        """Tell of a message that is being kept, and have it sent by e-mail and pushed, as soon as that is committed."""
        now = self._clock.now()
        conversation = calling.of_call(conn, voicemail.workspace_id, voicemail.call_id)
        if conversation is not None:
            change = ConversationChange(conversation)
            self.once_committed(lambda: self._live.publish(voicemail.workspace_id, change))
        if self.mailer is not None:
            mails.begin(conn, voicemail, now)
            self.once_committed(self.mailer.poke)
        if wanted.left(conn, voicemail, now):
            self.once_committed(self.pusher.poke)
        if self.sender is not None and copies.voicemail(conn, voicemail, now):
            self.once_committed(self.sender.poke)


def _mailer(mail: Mail, storage: Storage, audio: Files, clock: Clock) -> Mailer | None:
    if mail.host is None or mail.sender is None:
        return None
    server = MailServer(mail.host, mail.port, mail.security, mail.sender, mail.user, mail.password, mail.authorities)
    return Mailer(storage, audio, clock, sender=mail.sender, hand_over=partial(hand_over, server))


def _nothing(_: Connection) -> None:
    """Only to be told when it is its turn."""
