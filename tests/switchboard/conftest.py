import pytest

from tests.switchboard.desk import Desk, desk_with_people


@pytest.fixture
def desk() -> Desk:
    return desk_with_people()
