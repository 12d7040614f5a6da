# docker build -t piilint . && docker run --rm --user "$(id -u)" -v "$PWD:/src" piilint check
FROM python:3.12-slim
# git is for `--staged` and `--diff`.
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/*
COPY pyproject.toml README.md LICENSE /piilint/
COPY piilint /piilint/piilint
RUN pip install --no-cache-dir --disable-pip-version-check /piilint && rm -rf /piilint
COPY ci/piilint.sh /usr/local/bin/piilint-ci
# The mounted repository belongs to somebody else than the container's user.
RUN git config --system --add safe.directory '*'
RUN useradd --create-home piilint
USER piilint
WORKDIR /src
ENTRYPOINT ["piilint"]
CMD ["check"]
