// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keepalived/readerkit.h"

namespace tandem::keepalived {

/// A vrrp_instance block. Nothing, with a remark, where Keepalived leaves it out.
std::optional<Instance> readInstance(const Directive &block, ReaderKit &kit);

} // namespace tandem::keepalived
