import { connectStation } from './api/station-client';
import { createKilnApp } from './create-kiln-app';
import './styles/index.css';

createKilnApp(connectStation(window)).mount('#app');
