"""A throw-away certificate authority, and a server certificate of it for this machine: HTTPS on loopback."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LASTS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Served:
    """Files of a server: what it shows (key and certificate), and the authority that clients trust."""

    server: Path
    authority: Path


def for_loopback(folder: Path) -> Served:
    """Makes an authority and a certificate for localhost and 127.0.0.1; the authority's key is kept nowhere."""
    folder.mkdir(parents=True, exist_ok=True)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = _name("oneone sandbox, throw-away authority")
    root = (
        _begun(root_name, root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
        .add_extension(_usage(signs_others=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    server = (
        _begun(_name("localhost"), root_name, key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .add_extension(_usage(signs_others=False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    files = Served(folder / "server.pem", folder / "authority.pem")
    files.authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    files.server.write_bytes(_pem(key) + server.public_bytes(serialization.Encoding.PEM))
    files.server.chmod(0o600)
    return files


def for_app(path: Path, name: str = "oneone") -> Path:
    """Makes what an app registration proves itself with: a private key and its self-signed certificate, as PEM."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    made = _begun(_name(name), _name(name), key.public_key()).sign(key, hashes.SHA256())
    path.write_bytes(_pem(key) + made.public_bytes(serialization.Encoding.PEM))
    path.chmod(0o600)
    return path


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LASTS)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
