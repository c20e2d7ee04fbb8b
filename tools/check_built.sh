#!/usr/bin/env bash
# What is derived must equal its source: the catalogue the texts, the migrations the models.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if [ -d translations ]; then
    $EXTRACT -o "$scratch/messages.pot" .
    $UPDATE -i "$scratch/messages.pot" --check 2>/dev/null ||
        { echo "A text is missing in the catalogue, or is no longer used: make translations" >&2; exit 1; }
    echo "Catalogue: holds every text."
fi

export DATABASE_URL="sqlite:///$scratch/migrated.db"
"$BIN/flask" --app run db upgrade >"$scratch/upgrade.log" 2>&1 || { cat "$scratch/upgrade.log" >&2; exit 1; }
"$BIN/flask" --app run db check >"$scratch/check.log" 2>&1 || { cat "$scratch/check.log" >&2; exit 1; }
echo "Migrations: equal the models."
