# syntax=docker/dockerfile:1
# The server, from source: `docker build -t mintmark .`. Runs as a user without rights, on a root file system that may be read-only.

FROM node:26-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM node:26-slim AS packages
WORKDIR /packages
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-slim
ENV NODE_ENV=production
# Node would keep compiled modules beside the server.
ENV NODE_DISABLE_COMPILE_CACHE=1
WORKDIR /opt/mintmark
COPY --from=packages /packages/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE ./
COPY deploy/healthy.js ./deploy/
# The `node` of the image, as a number, so that Kubernetes sees that it is not root.
USER 1000:1000
EXPOSE 9400
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["node", "/opt/mintmark/deploy/healthy.js"]
# Node is the first process: the server handles SIGTERM and SIGINT itself, and starts no process that it does not wait for.
ENTRYPOINT ["node", "/opt/mintmark/dist/cli/executable.js"]
CMD ["start", "--config", "/etc/mintmark/mintmark.config.json", "--host", "0.0.0.0"]
