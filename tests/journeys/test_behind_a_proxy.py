"""The examples of deploy/ in earnest: nginx and Caddy in front of a site, the unit of systemd, the recipe of a container."""

import http.client
import json
import re
import shutil
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.conftest import _free_port
from tests.tools import need, need_program

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
HOST = "news.example"

NGINX = """
user root;
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


def certificate(folder):
    """A certificate for HOST that nobody else trusts: its file and its key's."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
    signed = made.sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return folder / "fullchain.pem", folder / "key.pem"


def nginx(folder, site, secure, plain):
    """The command that runs nginx with our example, on free ports."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin") or need_program("nginx", package="nginx-light")
    chain, key = certificate(folder)
    said = (DEPLOY / "nginx.conf").read_text()
    for before, after in {
        "127.0.0.1:8000": f"127.0.0.1:{site.port}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{secure} ssl http2;",
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(chain),
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(key),
    }.items():
        assert before in said, before
        said = said.replace(before, after)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, site=said))
    return [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def caddy(folder, site, secure, plain):
    """The same with Caddy."""
    program = shutil.which("caddy")
    need(program is not None, "caddy is missing: install the package caddy", always=False)
    chain, key = certificate(folder)
    said = (DEPLOY / "Caddyfile").read_text()
    for before, after in {
        f"\n{HOST} {{": f"\nhttps://{HOST}:{secure} {{\n\tbind 127.0.0.1\n\ttls {chain} {key}",
        "127.0.0.1:8000": f"127.0.0.1:{site.port}",
        "grace_period 10s": "grace_period 1s\n\tadmin off\n\tauto_https off\n\tskip_install_trust",
    }.items():
        assert before in said, before
        said = said.replace(before, after)
    said += f"\nhttp://{HOST}:{plain} {{\n\tbind 127.0.0.1\n\tredir https://{HOST}{{uri}} 301\n}}\n"  # what it does by itself
    (folder / "Caddyfile").write_text(said)
    return [str(program), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


class Proxy:
    """A running proxy, asked as a browser at some address asks."""

    def __init__(self, secure, plain):
        self.secure, self.plain = secure, plain

    def connect(self, client="127.0.0.2"):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPConnection("127.0.0.1", self.secure, timeout=20, source_address=(client, 0))
        connection.connect()
        connection.sock = context.wrap_socket(connection.sock, server_hostname=HOST)
        return connection

    def ask(self, method, path, body=None, client="127.0.0.2", **headers):
        connection = self.connect(client)
        said = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection.request(method, path, body, said)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, answer.headers, content

    def post(self, text, **more):
        body = json.dumps({"text": text, "guest": {"name": "Nadia"}})
        return self.ask("POST", "/api/v1/threads/1/responses", body, Content_Type="application/json", **more)


@pytest.fixture(scope="module")
def site(make_site):
    site = make_site(
        "behind",
        TERTULIA_BASE_URL=f"https://{HOST}",
        TERTULIA_TRUSTED_PROXIES='["127.0.0.1"]',
        TERTULIA_GUEST_POSTS="3",
        TERTULIA_GUESTS="open",
    ).start()
    site.python(
        "from tertulia.responses.threads import open_thread_elsewhere; open_thread_elsewhere(site=1, url='https://e.example/p', title='P')"
    )
    return site


@pytest.fixture(scope="module", params=[nginx, caddy])
def proxy(request, site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("proxy")
    secure, plain = _free_port(), _free_port()
    line = request.param(folder, site, secure, plain)
    log = (folder / "log").open("w")
    running = subprocess.Popen(line, stdout=log, stderr=log, env={"HOME": str(folder), "PATH": "/usr/bin"})
    proxy = Proxy(secure, plain)
    for _attempt in range(200):
        try:
            proxy.ask("GET", "/health")
            break
        except OSError:
            assert running.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
    yield proxy
    running.terminate()
    running.wait(20)


def test_a_site_behind_it_is_whole(proxy, request):
    """One journey, because a site takes seconds to start."""
    # Everything is https, says so, and travels packed and with its ETag.
    plain = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=20)
    plain.request("GET", "/some/story/?x=1", headers={"Host": HOST})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/some/story/?x=1")
    status, headers, content = proxy.ask("GET", "/", Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"], content[:2]) == (200, "gzip", b"\x1f\x8b")
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert proxy.ask("GET", "/", Accept_Encoding="gzip", If_None_Match=headers["ETag"])[0] == 304
    cookies = proxy.ask("GET", "/account/login/")[1].get_all("Set-Cookie")
    assert cookies and all(cookie.startswith("__Host-") and "Secure" in cookie for cookie in cookies), cookies

    # The address that counts is the client's, and no client can say another one.
    octet = 10 if "nginx" in request.node.name else 20
    for number in range(3):
        assert proxy.post(f"Word {number} {octet}.", client=f"127.0.0.{octet}", X_Forwarded_For=f"9.9.9.{number}")[0] == 201
    said = proxy.post("One too many.", client=f"127.0.0.{octet}", X_Forwarded_For="9.9.9.9")
    assert (said[0], json.loads(said[2])["code"]) == (429, "too-many")
    assert proxy.post(f"From elsewhere {octet}.", client=f"127.0.0.{octet + 1}")[0] == 201

    # A stream says at once what has happened.
    stream = proxy.connect()
    stream.request("GET", "/threads/1/live/", headers={"Host": HOST})
    answer = stream.getresponse()
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    began = time.monotonic()
    posted = json.loads(proxy.post(f"While you look {octet}.", client=f"127.0.0.{octet + 2}")[2])["id"]
    while f'"response":{posted}'.encode() not in answer.readline().replace(b" ", b""):
        assert time.monotonic() - began < 15
    stream.close()

    # What is too large is refused, by the one or the other.
    assert proxy.ask("POST", "/api/v1/threads/1/responses", b"x" * 2_000_000, Content_Type="application/json")[0] == 413
    assert proxy.ask("POST", "/account/login/", b"x" * 900_000, Content_Type="application/json")[0] < 412


def test_systemd_finds_nothing_to_say_about_the_units(tmp_path):
    program = shutil.which("systemd-analyze")
    need(program is not None, "systemd-analyze is missing", always=False)
    for unit in DEPLOY.glob("tertulia*.*"):
        text = unit.read_text().replace("/opt/tertulia/bin/tertulia", str(Path(sys.executable).parent / "tertulia"))
        (tmp_path / unit.name).write_text(text)
    units = [str(tmp_path / name) for name in ("tertulia.service", "tertulia-backup.service", "tertulia-backup.timer")]
    done = subprocess.run([program, "verify", *units], check=False, capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "tertulia" in line]
    assert (done.returncode, ours) == (0, [])


def test_what_the_container_is_made_of_is_here_and_is_let_in():
    recipe = (DEPLOY / "Containerfile").read_text()
    let_in = {line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    wanted = [name for line in re.findall(r"^COPY (?!--from)(.+)$", recipe, re.MULTILINE) for name in line.split()[:-1]]
    assert wanted
    for name in wanted:
        assert (ROOT / name).exists(), name
        assert name in let_in, name
