"""Signatures: the published example, and a secret that is made from the server's key."""

from __future__ import annotations

import base64

from app.service.webhooks.signature import secret_of, signed_headers


def test_a_signature_is_that_of_the_published_example() -> None:
    secret, id_ = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert signed_headers(secret, id_, 1614265330, '{"test": 2432232314}') == {
        "webhook-id": id_,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_receiver_and_each_server_has_a_secret_of_its_own() -> None:
    secrets = {secret_of(b"one key", "a"), secret_of(b"one key", "b"), secret_of(b"another key", "a")}
    assert len(secrets) == 3
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}
    assert secret_of(b"one key", "a") in secrets
