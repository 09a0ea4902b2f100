// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rpc/tlsidentity.h"

#include <QTemporaryDir>
#include <map>
#include <string>
#include <vector>

namespace tandem::test {

/// Identities that have each other pinned as agents, as the programs of one cluster have.
class Identities
{
public:
    explicit Identities(const std::vector<std::string> &names)
    {
        for (const std::string &name : names) {
            const std::string directory = m_directory.filePath(QString::fromStdString(name)).toStdString();
            if (!rpc::createIdentity(directory, name))
                qFatal("no identity can be made");
            m_identities[name] = rpc::loadIdentity(directory).value();
        }
        for (auto &[name, identity] : m_identities)
            for (const auto &[other, theirs] : m_identities)
                identity.peers.push_back({other, theirs.fingerprint(), rpc::Role::Agent});
    }
    const rpc::TlsIdentity &of(const std::string &name) const { return m_identities.at(name); }

private:
    QTemporaryDir m_directory;
    std::map<std::string, rpc::TlsIdentity> m_identities;
};

} // namespace tandem::test
