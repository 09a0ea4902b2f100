// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/cluster.h"
#include "vrrp/routerconfig.h"

namespace tandem::config {

/// What the file says of where a node's adverts come from; nothing: the interface's own link-local address.
std::optional<IpAddress> advertSource(const Instance &instance, const Node &node);

/// The instance as `node` runs it. Without `pass` and `primaryAddress`, which need a secret and perhaps the interface.
vrrp::RouterConfig routerConfigOn(const Cluster &cluster, const Instance &instance, const Node &node);

} // namespace tandem::config
