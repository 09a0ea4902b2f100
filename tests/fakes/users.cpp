// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/users.h"

#include <QFile>

namespace tandem::fakes {

Users Users::defaults()
{
    Users users;
    users.m_rights["admin:mariadb"] = Rights::Admin;
    users.m_rights["monitor:monitor"] = Rights::Basic;
    return users;
}

Result<Users> Users::read(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::BadFile, path, "cannot be read: " + file.errorString().toStdString());
    Users users;
    users.m_path = path;
    int number = 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        const qsizetype colon = line.lastIndexOf(':');
        const QByteArray role = line.mid(colon + 1).trimmed();
        if (line.count(':') < 2 || (role != "admin" && role != "basic"))
            return fail(ErrorCode::BadFile, path + ':' + std::to_string(number), "is not NAME:PASSWORD:admin|basic");
        users.m_rights[line.left(colon)] = role == "admin" ? Rights::Admin : Rights::Basic;
    }
    return users;
}

Result<void> Users::add(const QByteArray &name, const QByteArray &password, Rights rights)
{
    const QByteArray account = name + ':' + password;
    if (!m_path.empty()) {
        QFile file(QString::fromStdString(m_path));
        const QByteArray line = account + (rights == Rights::Admin ? ":admin\n" : ":basic\n");
        if (!file.open(QIODevice::Append) || file.write(line) != line.size() || !file.flush())
            return fail(ErrorCode::BadFile, m_path, "cannot be written: " + file.errorString().toStdString());
    }
    m_rights[account] = rights;
    return {};
}

Rights Users::rightsOf(const QByteArray &authorization) const
{
    constexpr auto scheme = "basic ";
    if (!authorization.toLower().startsWith(scheme))
        return Rights::None;
    const auto found = m_rights.find(QByteArray::fromBase64(authorization.mid(qstrlen(scheme)).trimmed()));
    return found == m_rights.end() ? Rights::None : found->second;
}

} // namespace tandem::fakes
