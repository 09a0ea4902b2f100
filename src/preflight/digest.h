// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCryptographicHash>
#include <string>

namespace tandem::preflight {

/// SHA-256 of a cluster file's octets, 64 hex digits: by it hosts and programs know whether they have the same one.
inline std::string digestOf(const std::string &octets)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(octets), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

} // namespace tandem::preflight
