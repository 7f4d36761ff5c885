from offhook.softphones.sockets import MOST_SOCKETS, Sockets


class Socket:
    def __init__(self) -> None:
        self.open = True

    def close(self) -> None:
        self.open = False


def test_a_page_has_one_ticket_and_nobody_elses() -> None:
    sockets = Sockets()
    ticket = sockets.ticket("ann")
    assert sockets.ticket("ann") == ticket
    assert sockets.ticket("ben") != ticket
    assert sockets.opened(ticket, Socket())
    assert not sockets.opened("ann", Socket())


def test_a_page_has_so_many_sockets_open_at_once() -> None:
    sockets = Sockets()
    ticket = sockets.ticket("ann")
    first, *_ = every = [Socket() for _ in range(MOST_SOCKETS)]
    assert all(sockets.opened(ticket, each) for each in every)
    assert not sockets.opened(ticket, Socket())
    sockets.closed(ticket, first)
    assert sockets.opened(ticket, Socket())


def test_who_is_let_in_no_more_loses_sockets_and_ticket() -> None:
    sockets = Sockets()
    anns, bens = Socket(), Socket()
    ticket = sockets.ticket("ann")
    sockets.opened(ticket, anns)
    sockets.opened(sockets.ticket("ben"), bens)
    sockets.keep({"ben"})
    assert (anns.open, bens.open) == (False, True)
    assert not sockets.opened(ticket, Socket())
    sockets.closed(ticket, anns)
    assert sockets.ticket("ann") != ticket


def test_a_page_s_own_address_is_known_while_its_socket_is_open() -> None:
    sockets = Sockets()
    sockets.seen("127.0.0.1:40000", "198.51.100.7:1234")
    sockets.seen("127.0.0.1:40001", "")
    assert sockets.really("127.0.0.1:40000") == "198.51.100.7:1234"
    assert sockets.really("127.0.0.1:40001") == "127.0.0.1:40001"
    sockets.seen("127.0.0.1:40000", "")
    assert sockets.really("127.0.0.1:40000") == "127.0.0.1:40000"
