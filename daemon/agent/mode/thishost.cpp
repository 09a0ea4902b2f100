// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/mode/thishost.h"

#include <QNetworkInterface>
#include <QSysInfo>
#include <algorithm>

namespace tandem::agent {

bool isThisHost(const QString &host, const QList<QHostAddress> &own, const QString &ownName)
{
    const auto same = [](const QString &one, const QString &other) {
        return !one.isEmpty() && one.compare(other, Qt::CaseInsensitive) == 0;
    };
    const QString shortName = ownName.section(QLatin1Char('.'), 0, 0);
    if (same(host, QStringLiteral("localhost")) || same(host, ownName) || same(host, shortName))
        return true;
    const QHostAddress address(host);
    return address.isLoopback() || (!address.isNull() && std::ranges::any_of(own, [&](const QHostAddress &one) {
               return one.isEqual(address, QHostAddress::ConvertV4MappedToIPv4);
           }));
}

bool isThisHost(const QString &host)
{
    return isThisHost(host, QNetworkInterface::allAddresses(), QSysInfo::machineHostName());
}

} // namespace tandem::agent
