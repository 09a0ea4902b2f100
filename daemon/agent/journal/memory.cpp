// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/journal/memory.h"

namespace tandem::agent {

Result<QVariant> Memory::read(const QString &key) const
{
    QSqlQuery query = m_database.prepared(QStringLiteral("SELECT value FROM memory WHERE key = ?"));
    query.addBindValue(key);
    if (const auto done = m_database.run(query); !done)
        return Failure(done.error());
    return query.next() ? query.value(0) : QVariant();
}

Result<void> Memory::write(const QString &key, const QVariant &value)
{
    QSqlQuery query = m_database.prepared(QStringLiteral("INSERT INTO memory (key, value) VALUES (?, ?) "
                                                         "ON CONFLICT (key) DO UPDATE SET value = excluded.value"));
    query.addBindValue(key);
    query.addBindValue(value);
    return m_database.run(query);
}

Result<std::optional<std::int64_t>> Memory::get(const QString &key) const
{
    const auto value = read(key);
    if (!value)
        return Failure(value.error());
    return value->isNull() ? std::nullopt : std::optional<std::int64_t>(value->toLongLong());
}

Result<void> Memory::set(const QString &key, std::int64_t value)
{
    return write(key, QVariant::fromValue(static_cast<qlonglong>(value)));
}

Result<std::string> Memory::getText(const QString &key) const
{
    const auto value = read(key);
    if (!value)
        return Failure(value.error());
    return value->toByteArray().toStdString();
}

/// As octets: the column would make a number of a name like "007".
Result<void> Memory::setText(const QString &key, const std::string &value)
{
    return write(key, QByteArray(value.data(), static_cast<qsizetype>(value.size())));
}

} // namespace tandem::agent
