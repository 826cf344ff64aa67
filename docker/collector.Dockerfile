# The collector as an image, from the root of the repository: docker build -f docker/collector.Dockerfile -t zoneflow-collector:0.1.0 .
FROM node:24.11.1-bookworm-slim AS build
WORKDIR /source
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build-backend.mjs

# The command line is one file; DuckDB, which writes the history, is a library of its own.
FROM node:24.11.1-bookworm-slim
WORKDIR /zoneflow
COPY --from=build /source/node_modules/@duckdb node_modules/@duckdb
COPY --from=build /source/node_modules/detect-libc node_modules/detect-libc
COPY --from=build /source/build/zoneflow.cjs /source/build/report-page.cjs build/
COPY --from=build /source/bin/zoneflow bin/zoneflow
COPY --from=build /source/LICENSE LICENSE
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=1
USER 65532:65532
ENTRYPOINT ["node", "bin/zoneflow"]
CMD ["collect", "--help"]
