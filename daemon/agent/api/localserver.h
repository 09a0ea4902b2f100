// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QLocalServer>
#include <string>

namespace tandem::agent {

/// A listening socket at a path, 0660, of the group tandem where this host has it. QLocalServer alone has a moment in
/// which the mode is another.
class LocalServer : public QLocalServer
{
    Q_OBJECT

public:
    using QLocalServer::QLocalServer;

    /// A socket that nobody listens on any more is replaced. InUse, NotAllowed, Usage (path too long for sun_path).
    Result<void> listenAt(const std::string &path);
};

} // namespace tandem::agent
