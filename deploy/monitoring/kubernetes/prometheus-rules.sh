#!/bin/sh
# Writes the rules as PrometheusRule objects, as the Prometheus Operator wants them, so that they are kept in one place.
set -eu
cd "$(dirname "$0")/../rules"
for file in *.rules.yml; do
  cat <<HEAD
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: soundmill-${file%.rules.yml}
  labels: { app.kubernetes.io/part-of: soundmill }
spec:
HEAD
  sed 's/^\(.\)/  \1/' "$file"
done
