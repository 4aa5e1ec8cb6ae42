# SPDX-License-Identifier: Apache-2.0
# services_server.py FOLDER - a loopback web server for services.sh: files of FOLDER with ranges, MapServer as CGI, picture tiles,
# and answers as bad servers give them. Prints its port. Not a test by itself.
import http.server
import json
import os
import re
import socketserver
import struct
import subprocess
import sys
import time
import urllib.parse
import zlib

folder = os.path.abspath(sys.argv[1])


def png(size, pixel):
    rows = b"".join(b"\0" + b"".join(bytes(pixel(x, y)) for x in range(size)) for y in range(size))
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


red = png(256, lambda x, y: (220, 40, 40))


def wmts(host):
    """The capabilities of a service of the red tiles (OGC 07-057r7): one layer in the matrix of the web's maps."""
    edge = 20037508.342789244
    matrices = "".join(
        f"<TileMatrix><ows:Identifier>{z}</ows:Identifier><ScaleDenominator>{559082264.0287178 / 2 ** z}</ScaleDenominator>"
        f"<TopLeftCorner>{-edge} {edge}</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight>"
        f"<MatrixWidth>{2 ** z}</MatrixWidth><MatrixHeight>{2 ** z}</MatrixHeight></TileMatrix>" for z in range(15))
    return f"""<?xml version="1.0"?>
<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0">
<Contents><Layer><ows:Title>Red</ows:Title><ows:Identifier>red</ows:Identifier>
<ows:WGS84BoundingBox><ows:LowerCorner>-180 -85</ows:LowerCorner><ows:UpperCorner>180 85</ows:UpperCorner></ows:WGS84BoundingBox>
<Style isDefault="true"><ows:Identifier>default</ows:Identifier></Style><Format>image/png</Format>
<TileMatrixSetLink><TileMatrixSet>web</TileMatrixSet></TileMatrixSetLink>
<ResourceURL format="image/png" resourceType="tile" template="http://{host}/tiles/{{TileMatrix}}/{{TileCol}}/{{TileRow}}.png"/></Layer>
<TileMatrixSet><ows:Identifier>web</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>{matrices}</TileMatrixSet>
</Contents></Capabilities>""".encode()


def oapif(host, path):
    """A service of OGC API Features (17-069r4) with one collection of three points; None: no such resource."""
    root = f"http://{host}/oapif"
    def link(rel, href, kind="application/json"):
        return {"rel": rel, "href": root + href, "type": kind}
    collection = {"id": "stations", "title": "Stations", "itemType": "feature", "extent": {"spatial": {"bbox": [[110.3, 21.1, 110.5, 21.3]]}},
                  "links": [link("items", "/collections/stations/items", "application/geo+json")]}
    points = [{"type": "Feature", "id": i, "properties": {"name": f"站{i}"}, "geometry": {"type": "Point", "coordinates": [110.40 + i * 0.01, 21.20]}}
              for i in range(3)]
    answers = {"": {"title": "API", "links": [link("self", ""), link("data", "/collections"), link("conformance", "/conformance")]},
               "conformance": {"conformsTo": ["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"]},
               "collections": {"collections": [collection], "links": [link("self", "/collections")]},
               "collections/stations": collection,
               "collections/stations/items": {"type": "FeatureCollection", "features": points, "numberMatched": 3, "numberReturned": 3, "links": []}}
    return json.dumps(answers[path]).encode() if path in answers else None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        with open(os.path.join(folder, "requests.log"), "a") as log:
            log.write(f"{self.command} {self.path} {self.headers.get('Range', '')}\n")

    def answer(self, code, kind, body, **headers):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()

    def do_POST(self):
        self.do_GET()

    def do_GET(self):
        path = urllib.parse.unquote(urllib.parse.urlparse(self.path).path)
        self.log_request()
        try:
            self.route(path)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def route(self, path):
        if path.startswith("/hang"):
            time.sleep(600)
        elif re.fullmatch(r"/deep/(1\d)/\d+/\d+\.png", path):
            time.sleep(600)  # a tile server whose deeper zooms never come
        elif re.fullmatch(r"/deep/\d/\d+/\d+\.png", path):
            self.answer(200, "image/png", red)
        elif path.startswith("/500"):
            self.answer(500, "text/html", b"<html><body>Internal error</body></html>")
        elif path.startswith("/html"):
            self.answer(200, "text/html", b"<!DOCTYPE html><html><body>Please log in</body></html>")
        elif path.startswith("/cut"):
            # Promises all, sends half, and is gone.
            body = self.file("/" + path.split("/", 2)[2]) or b"x" * 1000
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.close_connection = True
        elif path.startswith("/whole/"):
            # A server that knows no ranges.
            body = self.file("/" + path.split("/", 2)[2])
            self.answer(200 if body else 404, "application/octet-stream", body or b"")
        elif path == "/mapserv":
            self.mapserv()
        elif path == "/wmts.xml":
            self.answer(200, "text/xml", wmts(self.headers["Host"]))
        elif path.startswith("/oapif"):
            body = oapif(self.headers["Host"], path[len("/oapif"):].strip("/"))
            self.answer(200 if body else 404, "application/geo+json" if path.endswith("/items") else "application/json", body)
        elif re.fullmatch(r"/tiles/\d+/\d+/\d+\.png", path):
            self.answer(200, "image/png", red)
        else:
            self.send_file(path)

    def file(self, path):
        name = os.path.normpath(os.path.join(folder, path.lstrip("/")))
        if not name.startswith(folder + os.sep) or not os.path.isfile(name):
            return None
        with open(name, "rb") as f:
            return f.read()

    def send_file(self, path):
        body = self.file(path)
        if body is None:
            self.answer(404, "text/html", b"<html><body>Not found</body></html>")
            return
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not wanted:
            self.answer(200, "application/octet-stream", body, Accept_Ranges="bytes")
            return
        first = int(wanted[1])
        last = min(int(wanted[2] or len(body) - 1), len(body) - 1)
        if first > last:
            self.answer(416, "text/plain", b"", Content_Range=f"bytes */{len(body)}")
            return
        self.answer(206, "application/octet-stream", body[first : last + 1], Content_Range=f"bytes {first}-{last}/{len(body)}")

    def mapserv(self):
        length = int(self.headers.get("Content-Length", 0))
        environment = dict(os.environ, REQUEST_METHOD=self.command, QUERY_STRING=urllib.parse.urlparse(self.path).query,
                           SCRIPT_NAME="/mapserv", SERVER_NAME="127.0.0.1", SERVER_PORT=str(self.server.server_address[1]),
                           SERVER_PROTOCOL="HTTP/1.1", CONTENT_TYPE=self.headers.get("Content-Type", ""),
                           CONTENT_LENGTH=str(length), MS_MAPFILE=os.path.join(folder, "city.map"),
                           MAPSERVER_CONFIG_FILE=os.path.join(folder, "mapserver.conf"))
        program = next((p for p in ("/usr/lib/cgi-bin/mapserv", "/usr/bin/mapserv") if os.path.exists(p)), "mapserv")
        out = subprocess.run([program], input=self.rfile.read(length), capture_output=True, env=environment).stdout
        head, _, body = out.partition(b"\r\n\r\n")
        kind = re.search(rb"(?i)content-type:\s*([^\r\n]+)", head)
        self.answer(200, kind[1].decode() if kind else "text/plain", body)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # clients that hang up are what the test is about


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
