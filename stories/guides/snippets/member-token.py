import base64
import hashlib
import hmac
import json
import time


def member_token(member_id: str, *, issuer: str, audience: str, secret: str, life: int = 120, **claims: object) -> str:
    """A token that says for two minutes: this is that member. Only for a customer who is logged in here."""

    def encode(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")

    def part(value: dict) -> str:
        return encode(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))

    now = int(time.time())
    head = part({"alg": "HS256", "typ": "JWT"})
    body = part({**claims, "sub": member_id, "iss": issuer, "aud": audience, "iat": now, "exp": now + life})
    signature = hmac.new(secret.encode("utf-8"), f"{head}.{body}".encode("ascii"), hashlib.sha256).digest()
    return f"{head}.{body}.{encode(signature)}"
