"""The header of a request, read as typed values."""

from flask import Flask, request


def create_app():
    app = Flask(__name__)

    def lines(*pairs):
        return "\n".join(f"{name}={value}" for name, value in pairs)

    @app.get("/accept")
    def accept():
        return lines(
            ("type", request.accept_mimetypes.best_match(["text/html", "application/json", "image/png"])),
            ("json", request.accept_mimetypes.accept_json),
            ("html", request.accept_mimetypes.accept_html),
            ("quality", float(request.accept_mimetypes["text/html"])),
            ("language", request.accept_languages.best_match(["en", "de", "fr-CA"])),
            ("encoding", request.accept_encodings.best_match(["gzip", "br", "identity"])),
            ("charset", request.accept_charsets.best_match(["utf-8", "latin-1"])),
            ("types", str(request.accept_mimetypes)),
        )

    @app.get("/authorization")
    def authorization():
        auth = request.authorization
        if auth is None:
            return "None"
        return lines(
            ("type", auth.type),
            ("username", auth.username),
            ("password", auth.password),
            ("token", auth.token or None),
            ("realm", auth.get("realm")),
        )

    @app.get("/conditions")
    def conditions():
        cache = request.cache_control
        return lines(
            ("match", "a" in request.if_match),
            ("none_match", request.if_none_match.contains_weak("a")),
            ("none_match_strong", request.if_none_match.contains("a")),
            ("modified", request.if_modified_since),
            ("unmodified", request.if_unmodified_since),
            ("no_cache", bool(cache.no_cache)),
            ("max_age", cache.max_age),
            ("range", request.range and request.range.to_header()),
        )

    @app.route("/content", methods=["GET", "POST"])
    def content():
        return lines(
            ("mimetype", request.mimetype),
            ("charset", request.mimetype_params.get("charset", "-")),
            ("is_json", request.is_json),
            ("length", request.content_length),
            ("encoding", request.content_encoding),
            ("referrer", request.referrer),
            ("origin", request.origin),
            ("agent", request.user_agent.string),
            ("forwards", request.max_forwards),
            ("cors", request.access_control_request_method),
        )

    return app
