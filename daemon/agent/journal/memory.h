// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "daemon/agent/journal/database.h"

#include <QString>
#include <QVariant>
#include <cstdint>
#include <optional>
#include <string>

namespace tandem::agent {

/// Single values that the journal remembers by name.
class Memory
{
public:
    explicit Memory(Database &database) : m_database(database) {}

    Result<std::optional<std::int64_t>> get(const QString &key) const;
    Result<void> set(const QString &key, std::int64_t value);
    Result<std::string> getText(const QString &key) const; ///< empty where there is none
    Result<void> setText(const QString &key, const std::string &value);

private:
    Result<QVariant> read(const QString &key) const;
    Result<void> write(const QString &key, const QVariant &value);

    Database &m_database;
};

} // namespace tandem::agent
