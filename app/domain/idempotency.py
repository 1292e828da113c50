"""What a key that makes a retry safe can be refused for."""

from app.domain.errors import Conflict, NotValid


class KeyReused(NotValid):
    """The key has been used for another request."""

    code = "idempotency_key_reused"


class ReplayUnavailable(Conflict):
    """The answer held a secret, which is shown once."""

    code = "idempotency_replay_unavailable"
