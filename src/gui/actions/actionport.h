// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "gui/actions/actionrequest.h"
#include "rpc/tlsidentity.h"

#include <functional>
#include <optional>

namespace tandem::gui {

/// The way of an order to a node's helper: a live fleet, or a test's record.
class ActionPort
{
public:
    using Answer = std::function<void(const Result<void> &)>;

    virtual ~ActionPort() = default;

    /// What the node's helper lets us do; nothing before it has said so.
    virtual std::optional<rpc::Role> roleOn(int nodeIndex) const = 0;
    /// `answer` is called at most once, from the event loop: done, or why not. NotReachable: no answer came, so that it
    /// is not known whether it was done.
    virtual void ask(const ActionRequest &request, Answer answer) = 0;
};

} // namespace tandem::gui
