// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rpc/tlsidentity.h"

#include <QTemporaryDir>
#include <gtest/gtest.h>
#include <string>

namespace tandem::rpc {

/// A fresh identity that knows nobody. Keys are real: so is the handshake.
inline TlsIdentity newIdentity(const std::string &name)
{
    const QTemporaryDir directory;
    const auto made = createIdentity(directory.path().toStdString(), name);
    EXPECT_TRUE(made);
    const auto identity = loadIdentity(directory.path().toStdString());
    EXPECT_TRUE(identity);
    TlsIdentity none;
    return identity.value_or(none);
}

inline void pin(TlsIdentity &who, const TlsIdentity &whom, const std::string &name, Role role)
{
    who.peers.push_back({name, whom.fingerprint(), role});
}

} // namespace tandem::rpc
