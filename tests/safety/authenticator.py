"""A passkey made of a few lines, so that tests need no browser."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


class Authenticator:
    """One key for one site; it counts how often it was used, and knows its holder unless told otherwise."""

    def __init__(self, origin: str = "http://testserver", name: bytes = b"k" * 16) -> None:
        self.origin = origin
        self.host = origin.split("//")[1].split(":")[0]
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = name
        self.counter = 1
        self.knows_holder = True

    def make(self, challenge: str) -> str:
        """Return what a browser hands over for a new passkey."""
        public = AttestedCredentialData.create(
            Aaguid.NONE, self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self._host_digest(), self._flags() | FLAG.AT, self.counter, public)
        attestation = AttestationObject.create("none", data, {})
        client = self._client(CollectedClientData.TYPE.CREATE, challenge)
        return self._answer(
            {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(attestation)}
        )

    def prove(self, challenge: str) -> str:
        """Return what a browser hands over to prove its holder."""
        self.counter += 1
        data = AuthenticatorData.create(self._host_digest(), self._flags(), self.counter)
        client = self._client(CollectedClientData.TYPE.GET, challenge)
        signature = self.key.sign(bytes(data) + client.hash, ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
            }
        )

    def _host_digest(self) -> bytes:
        return sha256(self.host.encode()).digest()

    def _flags(self) -> Any:
        return FLAG.UP | FLAG.UV if self.knows_holder else FLAG.UP

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, self.origin)

    def _answer(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
