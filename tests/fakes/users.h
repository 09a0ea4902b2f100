// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include <QByteArray>
#include <cstdint>
#include <map>
#include <string>

namespace tandem::fakes {

/// None: unknown or a wrong password. Basic reads everything and writes nothing.
enum class Rights : std::uint8_t { None, Basic, Admin };

/// Who may use the REST API.
class Users
{
public:
    /// MaxScale's own default admin:mariadb, and monitor:monitor, who only reads.
    static Users defaults();

    /// A file of lines NAME:PASSWORD:admin|basic.
    static Result<Users> read(const std::string &path);

    /// Also in the file, if it was read from one. BadFile where that cannot be written.
    Result<void> add(const QByteArray &name, const QByteArray &password, Rights rights);

    /// Of the value of an Authorization header.
    Rights rightsOf(const QByteArray &authorization) const;

private:
    std::map<QByteArray, Rights> m_rights; ///< by "name:password"
    std::string m_path;                    ///< empty: of no file
};

} // namespace tandem::fakes
