<?php

/** A token that says for two minutes: this is that member. Only for a customer who is logged in here. */
function member_token(string $memberId, string $issuer, string $audience, string $secret, int $life = 120, array $claims = []): string
{
    $encode = fn (string $data): string => rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
    $part = fn (array $value): string => $encode(json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES));

    $now = time();
    $head = $part(['alg' => 'HS256', 'typ' => 'JWT']);
    $body = $part(['sub' => $memberId, 'iss' => $issuer, 'aud' => $audience, 'iat' => $now, 'exp' => $now + $life] + $claims);
    return "$head.$body." . $encode(hash_hmac('sha256', "$head.$body", $secret, true));
}
