import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { proxyRoute, requestHandler } from './request-handler';

describe('where a request goes', () => {
  const proxies = { HTTP_PROXY: 'http://proxy:1', HTTPS_PROXY: 'proxy:2' };
  const direct = (noProxy: string, host: string, port?: number): boolean =>
    proxyRoute({ type: 'env' }, { ...proxies, NO_PROXY: noProxy }).isDirect(host, port);

  test('through the proxies of the environment, in either case of letters', () => {
    expect(proxyRoute({ type: 'env' }, proxies)).toMatchObject({ http: 'http://proxy:1', https: 'http://proxy:2' });
    expect(proxyRoute({ type: 'env' }, { https_proxy: 'http://low:3' })).toMatchObject({
      http: undefined,
      https: 'http://low:3',
    });
    expect(proxyRoute({ type: 'env' }, {})).toMatchObject({ http: undefined, https: undefined });
  });

  test('through the proxy of the settings, or none', () => {
    expect(proxyRoute({ type: 'url', url: 'http://own:4' }, proxies)).toMatchObject({
      http: 'http://own:4',
      https: 'http://own:4',
    });
    expect(proxyRoute({ type: 'none' }, proxies)).toMatchObject({ http: undefined, https: undefined });
  });

  test.each<[string, string, number | undefined, boolean]>([
    ['', 's3.us-east-1.amazonaws.com', undefined, false],
    ['', 'localhost', undefined, true],
    ['', '127.0.0.1', 9000, true],
    ['*', 's3.us-east-1.amazonaws.com', undefined, true],
    ['amazonaws.com', 's3.us-east-1.amazonaws.com', undefined, true],
    ['.amazonaws.com', 's3.us-east-1.amazonaws.com', undefined, true],
    ['.amazonaws.com', 'amazonaws.com', undefined, false],
    ['*.amazonaws.com', 's3.amazonaws.com', undefined, true],
    ['aws.com', 's3.amazonaws.com', undefined, false],
    ['corp, S3.Example', 's3.example', undefined, true],
    ['s3.example:9000', 's3.example', 9000, true],
    ['s3.example:9000', 's3.example', undefined, false],
  ])('NO_PROXY %j, host %s:%s: direct is %s', (noProxy, host, port, expected) => {
    expect(direct(noProxy, host, port)).toBe(expected);
  });
});

describe('requests', () => {
  const servers: Server[] = [];
  const connected: string[] = [];
  let refuses = false;

  async function listening(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  /** A store at any name: the proxy leads there, whatever host is asked for. */
  async function storeBehindProxy(): Promise<string> {
    const store = await listening(
      createServer((_request, response) => response.end('<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>'))
    );
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      connected.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      if (refuses) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const onward = connect(store, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
    });
    return `127.0.0.1:${await listening(proxy)}`;
  }

  beforeEach(() => {
    connected.length = 0;
    refuses = false;
  });
  afterEach(() => {
    servers.splice(0).forEach((server) => (server.close(), server.closeAllConnections()));
  });

  function clientOf(proxy: string, endpoint: string): S3Client {
    return new S3Client({
      region: 'us-east-1',
      endpoint,
      maxAttempts: 1,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: requestHandler({ type: 'url', url: proxy }),
    });
  }

  test('pass a proxy that wants a password', async () => {
    const client = clientOf(`http://me:p%40ss@${await storeBehindProxy()}`, 'http://s3.example:8000');
    await client.send(new ListBucketsCommand({}));
    client.destroy();
    expect(connected).toEqual([`s3.example:8000 Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  test('fail where the proxy refuses them', async () => {
    refuses = true;
    const client = clientOf(`http://${await storeBehindProxy()}`, 'http://s3.example:8000');
    await expect(client.send(new ListBucketsCommand({}))).rejects.toThrow('Bad response: 407');
    client.destroy();
  });

  test('to this machine pass no proxy', async () => {
    const port = await listening(
      createServer((_request, response) => response.end('<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>'))
    );
    const client = clientOf(`http://${await storeBehindProxy()}`, `http://127.0.0.1:${port}`);
    await client.send(new ListBucketsCommand({}));
    client.destroy();
    expect(connected).toEqual([]);
  });
});
