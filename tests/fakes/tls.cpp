// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/tls.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>

namespace tandem::fakes {

Result<QSslConfiguration> readTls(const QString &certificateFile, const QString &keyFile)
{
    const QList<QSslCertificate> chain = QSslCertificate::fromPath(certificateFile);
    if (chain.isEmpty())
        return fail(ErrorCode::BadFile, certificateFile.toStdString(), "has no certificate in PEM");
    QFile file(keyFile);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::BadFile, keyFile.toStdString(), "cannot be read: " + file.errorString().toStdString());
    const QByteArray pem = file.readAll();
    QSslKey key(pem, QSsl::Ec);
    if (key.isNull())
        key = QSslKey(pem, QSsl::Rsa);
    if (key.isNull())
        return fail(ErrorCode::BadFile, keyFile.toStdString(), "has no EC or RSA key in PEM");
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(key);
    return tls;
}

} // namespace tandem::fakes
