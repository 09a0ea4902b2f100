// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QSqlQuery>
#include <QString>
#include <cstdint>
#include <string>

namespace tandem::agent {

/// One connection to one SQLite file in WAL mode. Stays in the thread that opened it.
class Database
{
public:
    explicit Database(std::string path);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// `pages`: of 4 KiB, the file never becomes longer; 0: as long as the disk allows. System: cannot be opened.
    Result<void> open(std::int64_t pages);
    const std::string &path() const { return m_path; }

    // BadFile: the file is damaged. System: its surroundings are (a full disk).
    QSqlQuery prepared(const QString &statement) const; ///< an error shows in run()
    static Result<void> run(QSqlQuery &query, const std::string &path);
    Result<void> run(QSqlQuery &query) const { return run(query, m_path); }
    Result<void> execute(const QString &statement) const;
    Result<std::int64_t> number(const QString &statement) const; ///< the one that it gives; 0: NULL, or no row

    Result<void> begin(bool safe); ///< `safe`: on the disk when commit returns
    Result<void> commit();         ///< a failed one undoes the batch
    void rollback();

    struct Size
    {
        std::int64_t file = 0; ///< octets, without the WAL
        std::int64_t used = 0; ///< of these, not free for what comes
    };
    Result<Size> size() const;

private:
    std::string m_path;
    QString m_connection;
};

/// Undoes the batch when it goes, unless it was committed.
class Batch
{
public:
    explicit Batch(Database &database) : m_database(database) {}
    ~Batch();
    Batch(const Batch &) = delete;
    Batch &operator=(const Batch &) = delete;

    Result<void> begin(bool safe);
    Result<void> commit();

private:
    Database &m_database;
    bool m_open = false;
};

} // namespace tandem::agent
